/** How far packed answers can be trusted: measured against the same items asked alone. */
@NullMarked
package dev.sheaf.quality;

import org.jspecify.annotations.NullMarked;
