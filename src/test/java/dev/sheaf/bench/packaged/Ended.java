package dev.sheaf.bench.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program that ran to its end, and well.
 *
 * @param seconds from its start to its end, that of its JVM included
 * @param peakMegabytes the most memory it had resident, as seen every few milliseconds
 * @param said what it wrote, errors included
 */
record Ended(double seconds, double peakMegabytes, String said) {
    private static final long LOOK_AGAIN_MILLIS = 10;

    /** @param limit after which it is killed, and the bench fails */
    static Ended run(ProcessBuilder program, Duration limit) throws IOException, InterruptedException {
        Path output = Files.createTempFile(program.directory().toPath(), "said-", ".txt");
        program.redirectErrorStream(true).redirectOutput(output.toFile());
        long start = System.nanoTime();
        Process process = program.start();
        try {
            double peak = watch(process, start + limit.toNanos());
            double seconds = (System.nanoTime() - start) / 1e9;
            String said = Files.readString(output);
            assertThat(process.exitValue())
                    .as("%s said: %s", program.command(), said)
                    .isZero();
            return new Ended(seconds, peak, said);
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    private static double watch(Process process, long end) throws InterruptedException {
        double peak = 0;
        while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, Kernel.peakMegabytes(process.pid()));
            if (System.nanoTime() > end) {
                fail("Still running: " + process.info().commandLine().orElse("a program"));
            }
        }
        return peak;
    }
}
