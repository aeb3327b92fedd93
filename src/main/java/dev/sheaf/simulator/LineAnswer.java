package dev.sheaf.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What comes of one line of a batch, as it is written down until the batch is over.
 *
 * @param place where it goes
 * @param kind how it counts
 * @param custom hash of its custom_id
 * @param next where the line behind the one that it answers begins
 * @param json the line as it goes out; it need not be UTF-8
 */
record LineAnswer(Place place, Kind kind, long custom, Batch.Usage usage, long next, byte[] json) {
    static final Batch.Usage NOTHING = new Batch.Usage(0, 0, 0);

    /** The file that it goes to. */
    enum Place {
        OUTPUT,
        ERRORS,
        NOWHERE
    }

    /** How it counts, and whether it is billed. */
    enum Kind {
        /** Completed and billed. */
        PAID,
        /** Completed and billed, though nobody can tell whose it is. */
        SPOILT,
        /** Counted as completed, not billed. */
        HOLLOW,
        /** Failed, not billed. */
        FAILED,
        /** Beside another one; not counted, not billed. */
        EXTRA;

        boolean billed() {
            return this == PAID || this == SPOILT;
        }

        boolean completed() {
            return billed() || this == HOLLOW;
        }
    }

    void write(ByteArrayOutputStream out) {
        String head = place.ordinal() + "\t" + kind.ordinal() + "\t" + custom + "\t" + usage.input() + "\t"
                + usage.cached() + "\t" + usage.output() + "\t" + next + "\t";
        out.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(json);
        out.write('\n');
    }

    /** @throws IllegalArgumentException where it was cut */
    static LineAnswer read(byte[] line) {
        int from = 0;
        long[] fields = new long[7];
        for (int i = 0; i < fields.length; i++) {
            int end = from;
            while (end < line.length && line[end] != '\t') {
                end++;
            }
            fields[i] = Long.parseLong(new String(line, from, end - from, StandardCharsets.US_ASCII));
            from = Math.min(end + 1, line.length);
        }
        return new LineAnswer(
                Place.values()[(int) fields[0]],
                Kind.values()[(int) fields[1]],
                fields[2],
                new Batch.Usage(fields[3], fields[4], fields[5]),
                fields[6],
                Arrays.copyOfRange(line, from, line.length));
    }
}
