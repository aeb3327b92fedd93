package dev.sheaf.quality;

import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.CorrectModel.Seen;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A model whose errors are known: it changes its mind by itself on some items, packing makes it err by a curve over the
 * pack's size, and the slot may matter. Everything is drawn anew for every item of every call.
 */
final class CurvedModel implements ChatModel {
    private static final List<String> LABELS = List.of("POSITIVE", "NEGATIVE", "NEUTRAL");

    private final NavigableMap<Integer, Double> errors = new TreeMap<>();
    private final double self;
    private final double slope;
    private final long seed;
    private final SplittableRandom chance;
    private double stubborn;
    private long calls;

    /**
     * @param self share of items on which it answers otherwise, however it is asked
     * @param slope as the simulator's: at 1 the last slot errs twice as often as the mean, the first never
     */
    CurvedModel(long seed, double self, double slope) {
        this.self = self;
        this.slope = slope;
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
    }

    /** What packing adds at a size. */
    CurvedModel at(int size, double error) {
        errors.put(size, error);
        return this;
    }

    /** In every pack it answers this share of the items otherwise, and the same ones every time. */
    CurvedModel stubborn(double share) {
        stubborn = share;
        return this;
    }

    private boolean isStubborn(String text) {
        return new SplittableRandom(seed * 31 + text.hashCode()).nextDouble() < stubborn;
    }

    long calls() {
        return calls;
    }

    /** How often two answers agree of which one errs so often and the other so often, to the same two others. */
    static double agreement(double one, double other) {
        return (1 - one) * (1 - other) + one * other / 2;
    }

    /** The true agreement of a size with the answers alone. */
    double agreement(int size) {
        return agreement(self, error(size));
    }

    double floor() {
        return agreement(self, self);
    }

    /** Of an item in a pack: by itself, or else by packing. */
    private double error(int size) {
        double drawn = self + (1 - self) * added(size);
        return size > 1 ? stubborn + (1 - stubborn) * drawn : drawn;
    }

    private double added(int size) {
        return errors.getOrDefault(size, 0.0);
    }

    @Override
    public Uni<Reply> ask(ChatRequest request) {
        calls++;
        List<Seen> items = CorrectModel.items(request);
        StringBuilder reply = new StringBuilder();
        for (int place = 0; place < items.size(); place++) {
            Seen item = items.get(place);
            reply.append('[')
                    .append(item.number())
                    .append("] ")
                    .append(answer(item.text(), place, items.size()))
                    .append('\n');
        }
        Usage usage = new Usage(100 + 10L * items.size(), 0, 4L * items.size(), 0);
        return Uni.createFrom().item(new Reply("req", reply.toString(), null, Finish.STOP, usage));
    }

    private String answer(String text, int place, int size) {
        int right = truth(text);
        if (size > 1 && isStubborn(text)) {
            return LABELS.get((right + 1) % 3);
        }
        double weight = size < 2 ? 1 : 1 + slope * (2.0 * place / (size - 1) - 1);
        boolean errs = chance.nextDouble() < self || chance.nextDouble() < added(size) * weight;
        return LABELS.get(errs ? (right + 1 + chance.nextInt(2)) % 3 : right);
    }

    static String label(String text) {
        return LABELS.get(truth(text));
    }

    private static int truth(String text) {
        return Math.floorMod(text.hashCode(), 3);
    }
}
