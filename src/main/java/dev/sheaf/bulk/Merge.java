package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.bulk.CompiledMap.Copy;
import dev.sheaf.bulk.CompiledMap.Request;
import dev.sheaf.model.ChatWire;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Weighed;
import dev.sheaf.rows.AnswerColumns;
import dev.sheaf.rows.Dialect;
import dev.sheaf.rows.Guard;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.RowAnswer;
import dev.sheaf.rows.RowsOut;
import dev.sheaf.task.Answer;
import dev.sheaf.task.DefinitionJson;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts what came back of compiled request files behind the rows that they were made of, in the rows' order, and writes a
 * further round of requests for what is still without an answer. May be run as often as there are further files; a
 * request whose file nothing has come back of yet is waited for and not asked twice.
 */
public final class Merge implements Closeable {
    private final Compiled compiled;
    private final ChatWire wire;
    private final OutputIndex index;
    private final Set<String> came = new HashSet<>();
    private long known;

    private Merge(Compiled compiled, ChatWire wire, OutputIndex index) {
        this.compiled = compiled;
        this.wire = wire;
        this.index = index;
    }

    /**
     * What came of it.
     *
     * @param failed rows that have a reason which asking again will not change
     * @param askedAgain rows that stand in the further round's request files
     * @param waiting rows whose request file nothing has come back of yet
     * @param unknown ids that none of our requests has
     * @param doubled lines of an id that had one already
     * @param unreadable lines that are none: cut, damaged, or without an id
     */
    public record Result(
            long rows,
            long answered,
            long failed,
            long askedAgain,
            long waiting,
            long unknown,
            long doubled,
            long unreadable,
            List<Path> files) {}

    /**
     * Reads the output and error files of a directory's batches, of all its rounds, in any order.
     *
     * @param outputs as they came from the provider
     */
    public static Merge of(Path directory, Compiled.DefinitionSource definitions, ChatWire wire, List<Path> outputs)
            throws IOException {
        Compiled compiled = Compiled.open(directory, definitions);
        Merge merge = new Merge(compiled, wire, OutputIndex.of(outputs));
        merge.look();
        return merge;
    }

    /** Which request files something has come back of. */
    private void look() throws IOException {
        for (int round = 1; round <= compiled.rounds(); round++) {
            try (CompiledMap map = new CompiledMap(compiled, compiled.map(round))) {
                for (JsonNode head = map.nextHead(); head != null; head = map.nextHead()) {
                    if (index.has(head.path("custom_id").asText())) {
                        came.add(round + "-" + head.path("file").asInt());
                        known++;
                    }
                }
            }
        }
    }

    private boolean hasCome(int round, Request request) {
        return came.contains(round + "-" + request.file());
    }

    /** Whether the rows came as CSV, and can go out as such. */
    public boolean isCsv() {
        return compiled.source().isCsv();
    }

    /** Writes rows as they came, with their answers. */
    public RowsOut rows(OutputStream out, boolean csv, Guard guard) throws IOException {
        JobFile source = compiled.source();
        if (!csv) {
            return RowsOut.ndjson(out);
        }
        String delimiter = source.delimiter();
        Dialect dialect = Dialect.of(delimiter == null ? ',' : delimiter.charAt(0), source.crlf(), source.bom());
        AnswerColumns columns =
                AnswerColumns.of(DefinitionJson.write(compiled.task().task().definition()));
        return RowsOut.csv(out, dialect, source.header(), columns, guard);
    }

    /**
     * Writes every row with its answer or its reason, and what is to be asked again.
     *
     * @param restToo also asks again what no file that came speaks of
     */
    public Result write(RowsOut out, boolean restToo) throws IOException {
        int further = compiled.rounds() + 1;
        try (RoundFiles again = new RoundFiles(compiled, wire, further)) {
            Course course = new Course(out, again, restToo);
            course.run();
            List<Path> files = List.of();
            if (again.count() > 0) {
                again.finish();
                files = again.files();
            }
            return course.result(files);
        }
    }

    @Override
    public void close() throws IOException {
        index.close();
    }

    /** One way through all rows. */
    private final class Course {
        private final RowsOut out;
        private final RoundFiles again;
        private final boolean restToo;
        private final List<MergeRound> rounds = new ArrayList<>();
        private final List<RoundFiles.Asked> pack = new ArrayList<>();
        private Packer.Load load = compiled.task().packer().load();
        private int packSize = Integer.MAX_VALUE;
        private long rows;
        private long answered;
        private long failed;
        private long askedAgain;
        private long waiting;

        Course(RowsOut out, RoundFiles again, boolean restToo) {
            this.out = out;
            this.again = again;
            this.restToo = restToo;
        }

        void run() throws IOException {
            try (CompiledMap bads = new CompiledMap(compiled, compiled.bad())) {
                for (int round = 1; round <= compiled.rounds(); round++) {
                    rounds.add(new MergeRound(compiled, round, wire, index, Merge.this::hasCome));
                }
                Copy bad = bads.nextBad();
                for (boolean more = true; more; ) {
                    rows++;
                    if (bad != null && bad.seq() == rows) {
                        refuse(bad);
                        bad = bads.nextBad();
                    } else {
                        more = ask(rows);
                        rows -= more ? 0 : 1;
                    }
                }
                if (bad != null) {
                    throw new IOException("the map lacks row " + (rows + 1));
                }
                flush();
            } finally {
                for (MergeRound round : rounds) {
                    round.close();
                }
            }
        }

        private void refuse(Copy bad) throws IOException {
            Reason fault = bad.row().fault();
            out.write(bad.row(), fault == null ? new Reason("unreadable", "") : fault);
            failed++;
        }

        /** @return whether there is such a row */
        private boolean ask(long seq) throws IOException {
            MergeState state = null;
            int lonely = 0;
            for (MergeRound round : rounds) {
                MergeState found = round.state(seq);
                if (found != null && (state == null || !state.isAnswered())) {
                    lonely += found.lonely() ? 1 : 0;
                    state = found;
                }
            }
            if (state == null) {
                return false;
            }
            settle(state, lonely);
            return true;
        }

        private void settle(MergeState state, int lonely) throws IOException {
            Answer answer = state.answer();
            ObjectNode view = Json.object();
            answer.writeTo(view);
            out.write(state.copy().row(), RowAnswer.of(view));
            if (state.isAnswered()) {
                answered++;
            } else if (!state.came() && !restToo) {
                waiting++;
            } else if (state.isFinal(lonely)) {
                failed++;
            } else {
                askedAgain++;
                add(state);
            }
        }

        private void add(MergeState state) throws IOException {
            int size = Math.max(1, state.packSize() / 2);
            Copy copy = state.copy();
            Weighed item = compiled.task().packer().weigh(state.item());
            if (load.size() >= Math.min(size, packSize) || !load.add(item)) {
                flush();
                load.add(item);
            }
            packSize = Math.min(size, packSize);
            pack.add(new RoundFiles.Asked(copy.seq(), copy.line(), copy.cells(), item));
        }

        private void flush() throws IOException {
            if (!pack.isEmpty()) {
                again.add(again.nextId(), pack);
                pack.clear();
                load = compiled.task().packer().load();
                packSize = Integer.MAX_VALUE;
            }
        }

        Result result(List<Path> files) {
            return new Result(
                    rows,
                    answered,
                    failed,
                    askedAgain,
                    waiting,
                    index.size() - known,
                    index.doubled(),
                    index.unreadable(),
                    files);
        }
    }
}
