/** Measures the packaged program from outside, as its users run it. */
@NullMarked
package dev.sheaf.bench.packaged;

import org.jspecify.annotations.NullMarked;
