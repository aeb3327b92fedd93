package dev.sheaf.bulk;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What comes from outside of the plain code: time, chance, ids, and threads for what takes its time.
 *
 * @param seeds decide each request's slot numbers and order
 * @param fingerprints name parts; never the same twice
 * @param jitter numbers of [0, 1)
 */
public record Chance(
        InstantSource clock,
        LongSupplier seeds,
        Supplier<String> fingerprints,
        DoubleSupplier jitter,
        Executor worker) {}
