/** What calls cost, exactly. */
@NullMarked
package dev.sheaf.cost;

import org.jspecify.annotations.NullMarked;
