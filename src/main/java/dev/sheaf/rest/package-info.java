/** Our own HTTP API. */
@NullMarked
package dev.sheaf.rest;

import org.jspecify.annotations.NullMarked;
