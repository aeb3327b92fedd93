package dev.sheaf.bulk;

import dev.sheaf.model.Usage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Settles what came back, line by line, by its id and never by its place. Whatever cannot be read or does not belong
 * there is counted, and spoils nothing else; requests without a line stay open.
 */
final class Collector {
    /** Lines that are settled together, at most. */
    private static final int BLOCK = 200;
    /** Characters that are held at once, but for the last line's. */
    private static final long HELD = 8 << 20;
    /** Longer lines are no replies. */
    private static final int LONGEST = 16 << 20;
    /** As it is written in an id, and no other way. */
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private final PartStore store;
    private final Filing filing;
    private final Executor worker;

    Collector(PartStore store, Filing filing, Executor worker) {
        this.store = store;
        this.filing = filing;
        this.worker = worker;
    }

    Course course(Asking asking, Part part) {
        return new Course(asking, part);
    }

    /** One part's files, which are read one after the other. */
    static final class Course {
        private final Asking asking;
        private final Part part;
        private final String prefix;
        /** Numbers of the requests whose line came. */
        private final BitSet seen = new BitSet();

        private final Reckoning reckoning;
        private long anomalies;

        private Course(Asking asking, Part part) {
            this.asking = asking;
            this.part = part;
            this.prefix = part.job() + "-" + part.round() + "-" + part.id() + "-";
            this.reckoning = new Reckoning(part.size().requests());
        }

        Part part() {
            return part;
        }

        /** How many lines were odd. */
        long anomalies() {
            return anomalies;
        }

        /** The lines to settle, by their ids; the first of several counts. */
        private Map<String, OutputLine> sorted(List<String> block) {
            var lines = new LinkedHashMap<String, OutputLine>();
            for (String text : block) {
                Optional<OutputLine> line = OutputLine.read(text);
                if (line.isPresent() && isFirst(line.get().customId())) {
                    lines.put(line.get().customId(), line.get());
                } else {
                    anomalies++;
                }
            }
            return lines;
        }

        private boolean isFirst(String id) {
            OptionalInt number = number(id);
            if (number.isEmpty() || seen.get(number.getAsInt())) {
                return false;
            }
            seen.set(number.getAsInt());
            return true;
        }

        private void reckon(String id, OutputLine line, Optional<Asking.Heard> reply) {
            int number = number(id).orElseThrow();
            if (reply.isPresent()) {
                reckoning.read(number, reply.get().usage());
            } else if (line.wasNotRun()) {
                reckoning.notRun(number);
            } else if (line.isRefusal()) {
                reckoning.refused(number);
            }
        }

        /** The number of the part's request that has this id. */
        private OptionalInt number(String id) {
            if (!id.startsWith(prefix)
                    || !NUMBER.matcher(id.substring(prefix.length())).matches()) {
                return OptionalInt.empty();
            }
            int number = Integer.parseInt(id, prefix.length(), id.length(), 10);
            return number <= part.size().requests() ? OptionalInt.of(number) : OptionalInt.empty();
        }
    }

    /** Settles a file's lines. */
    Uni<Boolean> collect(Course course, Path file) {
        return Uni.createFrom()
                .item(() -> open(file))
                .runSubscriptionOn(worker)
                .chain(reader -> Multi.createBy()
                        .repeating()
                        .uni(() -> block(course, reader))
                        .whilst(more -> more)
                        .collect()
                        .last()
                        .onTermination()
                        .invoke(() -> close(reader)))
                .replaceWith(true);
    }

    private Uni<Boolean> block(Course course, BufferedReader reader) {
        return Uni.createFrom()
                .item(() -> read(reader, course.part.page(BLOCK)))
                .runSubscriptionOn(worker)
                .chain(block -> block.isEmpty()
                        ? Uni.createFrom().item(false)
                        : settle(course, course.sorted(block)).replaceWith(true));
    }

    private Uni<Integer> settle(Course course, Map<String, OutputLine> lines) {
        return pause(course, lines)
                .chain(() -> store.open(course.part, List.copyOf(lines.keySet())))
                .emitOn(worker)
                .map(open -> settlements(course, open, lines))
                .chain(settlements ->
                        settlements.isEmpty() ? Uni.createFrom().item(0) : store.settle(course.part, settlements));
    }

    /** Before they wait again: what is asked next would fare no better. */
    private Uni<Void> pause(Course course, Map<String, OutputLine> lines) {
        return lines.values().stream()
                .flatMap(line -> line.barred().stream())
                .findFirst()
                .map(barred -> store.pause(course.part, Closing.reason(barred)))
                .orElse(Uni.createFrom().voidItem());
    }

    /** Lines that are settled already, before a crash, count among what was billed all the same. */
    private List<Settlement> settlements(Course course, List<Asked> open, Map<String, OutputLine> lines) {
        Map<String, Asking.Heard> replies = new HashMap<>();
        lines.forEach((id, line) -> {
            Optional<Asking.Heard> reply = course.asking.hear(line);
            course.reckon(id, line, reply);
            reply.ifPresent(read -> replies.put(id, read));
        });
        List<Settlement> settlements = new ArrayList<>();
        for (Asked asked : open) {
            String id = asked.request().id();
            OutputLine line = lines.get(id);
            if (line != null && !line.wasNotRun()) {
                settlements.add(settlement(course, asked, line, replies.get(id)));
            }
        }
        return settlements;
    }

    private Settlement settlement(Course course, Asked asked, OutputLine line, Asking.@Nullable Heard reply) {
        if (reply != null) {
            return reply.file(course.part, asked);
        }
        course.anomalies++;
        return line.isReply() || line.isPassing() || line.barred().isPresent()
                ? filing.passing(asked, line.failure(), line.requestId())
                : filing.splittable(asked, line.failure(), line.requestId());
    }

    /**
     * Books what the batch was billed beyond the lines that could be read, once all of them were. It was bought for some of
     * the requests without a reply, and only how much is certain.
     *
     * @param next in which round their items are asked again
     */
    Uni<Void> book(Course course, Usage billed, int next) {
        Reckoning.Gap gap = course.reckoning.gap(billed);
        int page = course.part.page(BLOCK);
        return Multi.createFrom()
                .range(0, (gap.numbers().length + page - 1) / page)
                .onItem()
                .transformToUniAndConcatenate(block -> book(course, gap, block * page, next))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Integer> book(Course course, Reckoning.Gap gap, int from, int next) {
        Map<String, Usage> shares = new LinkedHashMap<>();
        int to = Math.min(gap.numbers().length, from + course.part.page(BLOCK));
        for (int place = from; place < to; place++) {
            shares.put(course.prefix + gap.numbers()[place], gap.share(place));
        }
        return store.open(course.part, List.copyOf(shares.keySet()))
                .emitOn(worker)
                .map(open -> filing.unread(course.part, open, shares, next))
                .chain(settlements -> store.settle(course.part, settlements));
    }

    private static BufferedReader open(Path file) {
        try {
            InputStream in = Files.newInputStream(file);
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(BufferedReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next lines that are not blank; empty at the end. */
    private static List<String> read(BufferedReader reader, int most) {
        List<String> lines = new ArrayList<>(most);
        long held = 0;
        try {
            for (String line = next(reader); line != null; line = next(reader)) {
                if (!line.isBlank()) {
                    lines.add(line);
                    held += line.length();
                }
                if (lines.size() == most || held > HELD) {
                    break;
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is too long for a line is cut, and then is none. */
    private static @Nullable String next(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = reader.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = reader.read()) {
            if (line.length() < LONGEST) {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
