package dev.sheaf.bulk;

import dev.sheaf.model.ChatWire;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Weighed;
import dev.sheaf.quality.Suspicion;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.SeenIds;
import dev.sheaf.rows.UnfitFile;
import dev.sheaf.task.Item;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes request files of a file of rows, for those who upload them by their own means. Reads, packs and writes as it goes:
 * what is held is one pack, and 16 to 32 bytes for each id of a column of ids.
 */
public final class Compilation {
    private static final Pattern CUSTOM_ID = Pattern.compile("[\\x21-\\x7e]{1,64}");

    private final Prepared task;
    private final ChatWire wire;
    private final boolean single;

    /** @param single one item a request, under the row's own id where it can be a custom_id */
    public Compilation(Prepared task, ChatWire wire, boolean single) {
        this.task = task;
        this.wire = wire;
        this.single = single;
    }

    /**
     * What was written.
     *
     * @param bad rows that could not be asked about; {@code bad.jsonl} says why
     */
    public record Result(long rows, long bad, long requests, List<Path> files) {}

    /**
     * Compiles rows into a directory.
     *
     * @throws UnfitFile where the file cannot be read as rows, or lacks the columns that are needed
     */
    public Result compile(InputStream in, JobFile asked, Path directory) throws IOException {
        try (Sheet sheet = Sheet.open(in, asked, task)) {
            Compiled compiled = Compiled.begin(directory, task, sheet.file());
            try (RoundFiles files = new RoundFiles(compiled, wire, 1);
                    BufferedWriter bad = Files.newBufferedWriter(compiled.bad())) {
                Course course = new Course(files, bad, sheet.file().id() != null);
                for (List<NewItem> block = sheet.block(); !block.isEmpty(); block = sheet.block()) {
                    course.add(block);
                }
                course.flush();
                files.finish();
                compiled.finish();
                return new Result(course.rows, course.badRows, files.count(), files.files());
            }
        }
    }

    /** One file's way. */
    private final class Course {
        private final RoundFiles files;
        private final BufferedWriter bad;
        private final boolean named;
        private final SeenIds ids = new SeenIds();
        private final List<RoundFiles.Asked> pack = new ArrayList<>();
        private Packer.Load load = task.packer().load();
        private long rows;
        private long badRows;

        Course(RoundFiles files, BufferedWriter bad, boolean named) {
            this.files = files;
            this.bad = bad;
            this.named = named;
        }

        void add(List<NewItem> block) throws IOException {
            for (NewItem row : block) {
                rows++;
                Job.Failure fault = row.fault();
                if (fault != null) {
                    refuse(row, fault);
                } else if (named && !ids.add(row.id())) {
                    refuse(row, new Job.Failure("duplicate_id", "line " + row.line() + " repeats an id"));
                } else {
                    ask(row);
                }
            }
        }

        private void refuse(NewItem row, Job.Failure fault) throws IOException {
            badRows++;
            bad.write(
                    "{\"row\":" + row.seq() + ",\"line\":" + row.line() + ",\"cells\":" + row.cells() + ",\"error\":");
            bad.write(Json.compact(Json.object().put("code", fault.code()).put("message", fault.message())));
            bad.write("}\n");
        }

        private void ask(NewItem row) throws IOException {
            Weighed item = task.packer().weigh(new Item(row.id(), row.text()));
            boolean alone = single || Suspicion.isolates(task.task().definition(), row.text());
            if (alone || !load.add(item)) {
                flush();
                load.add(item);
            }
            pack.add(new RoundFiles.Asked(row.seq(), row.line(), row.cells(), item));
            if (alone) {
                flush();
            }
        }

        void flush() throws IOException {
            if (!pack.isEmpty()) {
                files.add(customId(), pack);
                pack.clear();
                load = task.packer().load();
            }
        }

        private String customId() {
            String own = pack.get(0).item().item().id();
            if (single && named && CUSTOM_ID.matcher(own).matches()) {
                return own;
            }
            String id = files.nextId();
            while (named && !ids.add(id)) {
                id = id + "_"; // a row of the file has just this id
            }
            return id;
        }
    }
}
