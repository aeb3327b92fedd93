package dev.sheaf.cli;

import dev.sheaf.rows.Format;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which file becomes a job, and how. */
final class RunOptions extends RowOptions {
    @Option(
            names = "--lane",
            paramLabel = "auto|batch|online",
            defaultValue = "auto",
            description =
                    "How the calls travel: the provider's batches (half the price, hours), chat completions (now),"
                            + " or whichever size and deadline ask for (default: ${DEFAULT-VALUE}).")
    Lane lane = Lane.auto;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "When it shall be done, from now, like 6h: what the batches have not answered shortly before"
                    + " then goes another way.")
    @Nullable
    Duration deadline;

    @Option(
            names = "--known-answers",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Take over answers of earlier jobs to the same texts that are no older, like 24h.")
    @Nullable
    Duration knownAnswers;

    @Option(
            names = "--cap",
            paramLabel = "DOLLARS",
            description =
                    "What it may spend in all, like 5.00; then it pauses, and `sheaf resume ID --cap DOLLARS` has it"
                            + " go on.")
    @Nullable
    BigDecimal cap;

    @Option(
            names = "--callback",
            paramLabel = "URL",
            description = "Who is told of its end, by a signed event: an address at a host that the service allows.")
    @Nullable
    String callback;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Makes another job of a file that was a job already. The same file, task and options with the"
                    + " same key are the same job.")
    @Nullable
    String key;

    @Option(
            names = "--detach",
            description =
                    "Give the file to the service, print the job's id, and end. With --local the job is laid into the"
                            + " database, and `sheaf tick` works on it.")
    boolean detach;

    enum Lane {
        auto,
        batch,
        online
    }

    @Override
    void check() {
        super.check();
        if (deadline != null && deadline.isZero() || knownAnswers != null && knownAnswers.isZero()) {
            throw CommandFailure.refused("--deadline and --known-answers are longer than nothing.");
        }
    }

    String contentType() {
        return formatIn() == Format.CSV ? "text/csv" : "application/x-ndjson";
    }

    /** As the service takes them. */
    String query(String task) {
        Map<String, @Nullable Object> parameters = new LinkedHashMap<>();
        parameters.put("task", task);
        parameters.put("lane", lane);
        parameters.put("text", text);
        parameters.put("id", id);
        parameters.put("deadline", deadline);
        parameters.put("delimiter", formatIn() == Format.CSV ? delimiter : null);
        parameters.put("knownAnswers", knownAnswers);
        parameters.put("cap", cap == null ? null : cap.toPlainString());
        parameters.put("callback", callback);
        return parameters.entrySet().stream()
                .filter(it -> it.getValue() != null)
                .map(it -> it.getKey() + "=" + SheafClient.segment(String.valueOf(it.getValue())))
                .collect(Collectors.joining("&"));
    }
}
