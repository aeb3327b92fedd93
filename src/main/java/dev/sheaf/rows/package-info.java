/** Rows of files: CSV and JSON lines, read and written one after the other. */
@NullMarked
package dev.sheaf.rows;

import org.jspecify.annotations.NullMarked;
