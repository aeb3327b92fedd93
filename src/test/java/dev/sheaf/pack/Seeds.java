package dev.sheaf.pack;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The seeds that laws run over: all of them in the proof profile, a tenth otherwise. */
public final class Seeds {
    private static final int BLOCK = 100;

    private Seeds() {}

    /** The first seeds of blocks of a hundred. */
    public static List<Integer> blocks(int full) {
        return IntStream.range(0, (int) Math.ceil(full * share() / BLOCK))
                .map(block -> block * BLOCK)
                .boxed()
                .toList();
    }

    /** Single seeds, for laws that take their time. */
    public static List<Integer> some(int full) {
        return IntStream.range(0, share(full)).boxed().toList();
    }

    /** How many of so many, of what is dearer than a seed. */
    public static int share(int full) {
        return (int) Math.ceil(full * share());
    }

    private static double share() {
        return Double.parseDouble(System.getProperty("sheaf.proof.share", "0.1"));
    }

    public static void each(int block, LongConsumer law) {
        LongStream.range(block, block + BLOCK).forEach(law);
    }
}
