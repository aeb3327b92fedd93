/** PostgreSQL. Entities stay inside; what leaves is in the words of the ports. */
@NullMarked
package dev.sheaf.store;

import org.jspecify.annotations.NullMarked;
