/** What is asked of every item, and what an item can get. */
@NullMarked
package dev.sheaf.task;

import org.jspecify.annotations.NullMarked;
