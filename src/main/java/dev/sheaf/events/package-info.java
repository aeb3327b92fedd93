/** What wakes us and whom we wake: the provider's webhooks and CloudEvents in, signed CloudEvents out. */
@NullMarked
package dev.sheaf.events;

import org.jspecify.annotations.NullMarked;
