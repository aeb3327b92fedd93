/** Asks for a pack's answers and repairs what a reply leaves open. */
@NullMarked
package dev.sheaf.ask;

import org.jspecify.annotations.NullMarked;
