package dev.sheaf.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A simulator in a process of its own, so that it can be killed. */
final class SimulatorProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private SimulatorProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static SimulatorProcess start(Path data, String faults, Duration turnaround, double speed) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SimulatorProcess.class.getName(),
                        data.toString(),
                        "faults:" + faults,
                        turnaround.toString(),
                        String.valueOf(speed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return new SimulatorProcess(process, Integer.parseInt(line.substring(5)));
            }
        }
        throw new IOException("the simulator did not start");
    }

    public static void main(String[] args) throws InterruptedException {
        Simulator simulator = Simulator.start(SimulatorOptions.DEFAULT
                .withLatency(Latency.NONE)
                .withFaults(FaultPlan.parse(args[1].substring("faults:".length())))
                .withBatches(BatchSettings.DEFAULT.withTurnaround(Duration.parse(args[2])))
                .withSpeed(Double.parseDouble(args[3]))
                .withData(Path.of(args[0])));
        System.out.println("port " + simulator.port());
        new CountDownLatch(1).await();
    }

    int port() {
        return port;
    }

    /** As {@code kill -9} does. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IOException("still alive");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
