package dev.sheaf.bench.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What one would write without Sheaf: a loop over a data frame that writes one request a row. */
final class PandasLoop {
    /** The import is not measured, which favours the loop. */
    private static final String SCRIPT = """
            import json
            import sys
            import time

            import pandas

            source, target, way, model, instructions = sys.argv[1:]


            def request(id, text):
                return {
                    "custom_id": id,
                    "method": "POST",
                    "url": "/v1/chat/completions",
                    "body": {
                        "model": model,
                        "messages": [
                            {"role": "system", "content": instructions},
                            {"role": "user", "content": text},
                        ],
                    },
                }


            begin = time.perf_counter()
            rows = pandas.read_csv(source)
            with open(target, "w", encoding="utf-8") as out:
                if way == "iterrows":
                    for _, row in rows.iterrows():
                        out.write(json.dumps(request(row["id"], row["text"])) + "\\n")
                else:
                    for row in rows.itertuples():
                        out.write(json.dumps(request(row.id, row.text)) + "\\n")
            print(time.perf_counter() - begin, len(rows))
            """;

    private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");
    private static final long IMPORT_SECONDS = 60;

    private final String python;
    private final Path script;

    private PandasLoop(String python, Path script) {
        this.python = python;
        this.script = script;
    }

    /** How it goes over the rows: as most do, or as those who know pandas well. */
    enum Way {
        ITERROWS,
        ITERTUPLES
    }

    /** Empty where no Python here has pandas. */
    static Optional<PandasLoop> in(Path directory) throws IOException, InterruptedException {
        Path script = Files.writeString(directory.resolve("loop.py"), SCRIPT);
        for (String python : PYTHONS) {
            if (hasPandas(python)) {
                return Optional.of(new PandasLoop(python, script));
            }
        }
        return Optional.empty();
    }

    private static boolean hasPandas(String python) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(python, "-c", "import pandas")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(IMPORT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            // there is no such program
            return false;
        }
    }

    Figure run(Rows rows, Way way, Path directory, Duration limit) throws IOException, InterruptedException {
        Path target = directory.resolve("requests.jsonl");
        String word = way.name().toLowerCase(Locale.ROOT);
        var command = new ProcessBuilder(
                python,
                script.toString(),
                rows.file().toString(),
                target.toString(),
                word,
                Question.MODEL,
                Question.INSTRUCTIONS);
        Ended ended = Ended.run(command.directory(directory.toFile()), limit);
        String[] said = ended.said().strip().split(" ");
        assertThat(said).as(ended.said()).hasSize(2).endsWith(String.valueOf(rows.count()));
        return new Figure(rows.perSecond(Double.parseDouble(said[0])), ended.peakMegabytes());
    }
}
