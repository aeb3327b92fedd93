package dev.sheaf.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "simulate",
        header = "Runs the provider's simulator alone.",
        description = {
            "",
            "Speaks the wire of an OpenAI-compatible provider without being a model: for development and tests without"
                    + " a key, and for what real providers do wrong. Its labels say nothing about a model's quality."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sheaf simulate --port 8090 --faults 0.05 --seed 7",
            "  sheaf simulate --port 8090 --speed 1000 --data simulated",
            "  OPENAI_BASE_URL=http://localhost:8090/v1 OPENAI_API_KEY=none sheaf serve"
        })
final class SimulateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Its port (default: 0, a free one).")
    private int port;

    @Option(
            names = "--faults",
            paramLabel = "RATES",
            defaultValue = "",
            description = "How many calls go wrong: 0.05 (one fault, drawn evenly over the kinds), all=0.05 (each kind)"
                    + " or length=0.1,429=0.2 (default: none).")
    private String faults = "";

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "What its chance comes from (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--latency",
            paramLabel = "DURATION",
            defaultValue = "300ms",
            converter = DurationConverter.class,
            description = "Of a short reply, like 300ms or 2s; it grows with the tokens (default: ${DEFAULT-VALUE}).")
    private Duration latency = Duration.ZERO;

    @Option(
            names = "--speed",
            paramLabel = "TIMES",
            defaultValue = "1",
            description = "How many times faster than real time its clock runs (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where its files, batches and bill outlive the process (default: nowhere).")
    private @Nullable Path data;

    @Override
    public Integer call() {
        return sheaf.programs().simulate(new Programs.SimulateOptions(port, faults, seed, latency, speed, data));
    }
}
