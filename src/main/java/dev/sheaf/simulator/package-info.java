/**
 * A provider on the wire, for use without a key: answers, faults and a bill. It shares no class with the packages that
 * write requests and read replies, so that a misread field fails a test instead of cancelling out.
 */
@NullMarked
package dev.sheaf.simulator;

import org.jspecify.annotations.NullMarked;
