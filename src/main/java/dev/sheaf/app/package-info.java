/** The program: its start, its configuration, the embedded database, and how the packages are put together. */
@NullMarked
package dev.sheaf.app;

import org.jspecify.annotations.NullMarked;
