/** Commands. Those that talk to a service do so over HTTP and start nothing else. */
@NullMarked
package dev.sheaf.cli;

import org.jspecify.annotations.NullMarked;
