package dev.sheaf.bench.packaged;

import dev.sheaf.app.ServiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code sheaf compile}, from the start of its process to its end. It fails where a row cannot be asked about. */
final class Compiling {
    private Compiling() {}

    static Figure run(Rows rows, Path directory, Duration limit, String... options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("compile", rows.file().toString(), "--text", "text"));
        arguments.addAll(
                List.of("--id", "id", "--task", Question.write(directory).toString()));
        arguments.addAll(List.of("--out", directory.resolve("compiled").toString()));
        arguments.addAll(List.of(options));
        Ended ended = Ended.run(ServiceProcess.launcher(directory, Map.of(), arguments.toArray(String[]::new)), limit);
        return new Figure(rows.perSecond(ended.seconds()), ended.peakMegabytes());
    }
}
