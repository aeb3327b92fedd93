package dev.sheaf.quality;

import dev.sheaf.pack.Prepared;

/**
 * One way of asking.
 *
 * @param size the most items a call
 * @param task made ready for that size
 */
record Arm(int size, Prepared task) {}
