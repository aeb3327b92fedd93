/** Who may use what. */
@NullMarked
package dev.sheaf.access;

import org.jspecify.annotations.NullMarked;
