/**
 * The client side of the OpenAI wire: one call ({@link dev.sheaf.openai.ChatApi}), what its reply means, when it is
 * repeated ({@link dev.sheaf.openai.RetryRule}) and when it may go at all ({@link dev.sheaf.openai.RateGate}).
 */
@NullMarked
package dev.sheaf.openai;

import org.jspecify.annotations.NullMarked;
