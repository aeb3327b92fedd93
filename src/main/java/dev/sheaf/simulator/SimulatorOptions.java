package dev.sheaf.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a simulator starts; all but port, models, body bound and data can be changed while it runs.
 *
 * @param port 0: a free one
 * @param seed of labels, faults and noise
 * @param speed how many times faster than real time its clock runs: latency, rate limits and timeouts follow it
 * @param hang how long a call that never gets a reply is held, by its own clock
 * @param models names known besides the provider's usual ones and {@code sim-…}
 * @param maxBodyBytes a longer request is refused with 413; files have a bound of their own
 * @param batches how files and batches are handled
 * @param data where files, batches and bill outlive the process; absent: nowhere
 */
public record SimulatorOptions(
        int port,
        long seed,
        double speed,
        Latency latency,
        Limits limits,
        FaultPlan faults,
        Noise noise,
        Duration hang,
        Set<String> models,
        int maxBodyBytes,
        BatchSettings batches,
        @Nullable Path data) {
    /** A free port, real time, no faults, no limits, no noise. */
    public static final SimulatorOptions DEFAULT = new SimulatorOptions(
            0,
            0,
            1,
            Latency.DEFAULT,
            Limits.NONE,
            FaultPlan.NONE,
            Noise.NONE,
            Duration.ofMinutes(15),
            Set.of(),
            10 * 1024 * 1024,
            BatchSettings.DEFAULT,
            null);

    public SimulatorOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (!(speed >= 0.001 && speed <= 1_000_000)) {
            throw new IllegalArgumentException("speed must lie from 0.001 to 1000000: " + speed);
        }
        if (hang.isNegative() || hang.isZero()) {
            throw new IllegalArgumentException("hang must be longer than zero");
        }
        if (maxBodyBytes < 1) {
            throw new IllegalArgumentException("maxBodyBytes must be positive");
        }
        models = Set.copyOf(models);
    }

    public SimulatorOptions withPort(int changed) {
        return new SimulatorOptions(
                changed, seed, speed, latency, limits, faults, noise, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withSeed(long changed) {
        return new SimulatorOptions(
                port, changed, speed, latency, limits, faults, noise, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withSpeed(double changed) {
        return new SimulatorOptions(
                port, seed, changed, latency, limits, faults, noise, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withLatency(Latency changed) {
        return new SimulatorOptions(
                port, seed, speed, changed, limits, faults, noise, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withLimits(Limits changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, changed, faults, noise, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withFaults(FaultPlan changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, changed, noise, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withNoise(Noise changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, faults, changed, hang, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withHang(Duration changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, faults, noise, changed, models, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withModels(Set<String> changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, faults, noise, hang, changed, maxBodyBytes, batches, data);
    }

    public SimulatorOptions withMaxBodyBytes(int changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, faults, noise, hang, models, changed, batches, data);
    }

    public SimulatorOptions withBatches(BatchSettings changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, faults, noise, hang, models, maxBodyBytes, changed, data);
    }

    public SimulatorOptions withData(@Nullable Path changed) {
        return new SimulatorOptions(
                port, seed, speed, latency, limits, faults, noise, hang, models, maxBodyBytes, batches, changed);
    }
}
