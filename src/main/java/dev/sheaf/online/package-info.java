/** Callers who wait: their items queue, share packs and get their own answers. */
@NullMarked
package dev.sheaf.online;

import org.jspecify.annotations.NullMarked;
