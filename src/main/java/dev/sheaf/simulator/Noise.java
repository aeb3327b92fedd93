package dev.sheaf.simulator;

import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * How often an answer is not the true one.
 *
 * @param errors pack size → share of wrong answers, linear between the points and flat beyond; empty: none
 * @param slope how the part of it that packing adds is spread over a pack's slots, −1 to 1: at 1 the last slot has twice
 *     the mean and the first none, at −1 the reverse
 * @param self share of answers that differ when the very same request is sent again, whatever the pack's size
 * @param perTemperature added to {@code self} for each degree of temperature
 * @param obeys share of packs in which an item that says of all others what they are is believed
 */
public record Noise(
        NavigableMap<Integer, Double> errors, double slope, double self, double perTemperature, double obeys) {
    /** Every answer is the true one. */
    public static final Noise NONE = new Noise(new TreeMap<>(), 0, 0, 0, 0);

    /**
     * Curves by name, as shares of wrong answers: single and packs of 16, 32, 64 with GPT-4 and gpt-3.5 (BatchPrompt, Lin
     * et al., ICLR 2024); means of seven models at 1, 5, 10, 20, 50, 100 (ZeMPE, Wang et al. 2025).
     */
    private static final Map<String, double[][]> CURVES = Map.of(
            "boolq-gpt4", new double[][] {{1, 9.4}, {16, 10.9}, {32, 12.2}, {64, 27.2}},
            "rte-gpt4", new double[][] {{1, 8.6}, {16, 9.7}, {32, 11.1}, {64, 19.3}},
            "qqp-gpt4", new double[][] {{1, 12.8}, {16, 12.8}, {32, 13.4}, {64, 15.3}},
            "boolq-gpt35", new double[][] {{1, 13.2}, {16, 22.5}, {32, 30.0}},
            "zempe-sst2", new double[][] {{1, 8.6}, {5, 9.0}, {10, 10.2}, {20, 12.3}, {50, 10.7}, {100, 10.7}},
            "zempe-cola", new double[][] {{1, 17.6}, {5, 21.0}, {10, 20.5}, {20, 23.0}, {50, 24.4}, {100, 28.1}},
            "zempe-agnews", new double[][] {{1, 18.9}, {5, 20.7}, {10, 20.1}, {20, 22.8}, {50, 26.5}, {100, 28.5}});

    public Noise {
        TreeMap<Integer, Double> copy = new TreeMap<>(errors);
        copy.forEach((size, rate) -> share("error at pack size " + size, size < 1 ? -1 : rate));
        if (!(slope >= -1 && slope <= 1)) {
            throw new IllegalArgumentException("slope must lie from -1 to 1: " + slope);
        }
        share("self", self);
        share("perTemperature", perTemperature);
        share("obeys", obeys);
        errors = java.util.Collections.unmodifiableNavigableMap(copy);
    }

    private static void share(String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException(name + " must lie from 0 to 1");
        }
    }

    /**
     * A measured curve by its name, such as {@code boolq-gpt4}; {@code none} for no noise.
     *
     * @throws IllegalArgumentException with a sentence that names the known curves
     */
    public static Noise preset(String name) {
        String known = name.toLowerCase(Locale.ROOT);
        if (known.equals("none")) {
            return NONE;
        }
        double[][] curve = CURVES.get(known);
        if (curve == null) {
            throw new IllegalArgumentException("no noise curve \"" + name + "\"; known are none, " + names());
        }
        TreeMap<Integer, Double> points = new TreeMap<>();
        for (double[] point : curve) {
            points.put((int) point[0], point[1] / 100);
        }
        return new Noise(points, 0, 0, 0, 0);
    }

    private static String names() {
        return String.join(", ", new java.util.TreeSet<>(CURVES.keySet()));
    }

    public Noise withErrors(Map<Integer, Double> changed) {
        return new Noise(new TreeMap<>(changed), slope, self, perTemperature, obeys);
    }

    public Noise withSlope(double changed) {
        return new Noise(errors, changed, self, perTemperature, obeys);
    }

    public Noise withSelf(double changed) {
        return new Noise(errors, slope, changed, perTemperature, obeys);
    }

    public Noise withPerTemperature(double changed) {
        return new Noise(errors, slope, self, changed, obeys);
    }

    public Noise withObeys(double changed) {
        return new Noise(errors, slope, self, perTemperature, changed);
    }

    /** Whether what an item says of the others is believed in this pack. */
    boolean believes(long pack) {
        return obeys > 0 && Seeds.unit(Seeds.mix(pack, 4)) < obeys;
    }

    /** The share of wrong answers in packs of a size. */
    public double error(int size) {
        Map.Entry<Integer, Double> low = errors.floorEntry(size);
        Map.Entry<Integer, Double> high = errors.ceilingEntry(size);
        if (low == null || high == null) {
            return low != null ? low.getValue() : high != null ? high.getValue() : 0;
        }
        int width = high.getKey() - low.getKey();
        double way = width == 0 ? 0 : (size - low.getKey()) / (double) width;
        return low.getValue() + way * (high.getValue() - low.getValue());
    }

    /**
     * Whether an answer is wrong. What the model gets wrong alone it gets wrong in every pack; what packing adds is drawn
     * anew for every pack; what it changes its mind on is drawn anew for every call.
     */
    boolean strikes(Draw draw) {
        double alone = error(1);
        if (Seeds.unit(Seeds.mix(draw.item, 1)) < alone) {
            return true;
        }
        double added = alone >= 1 ? 0 : Math.max(0, error(draw.size) - alone) / (1 - alone);
        if (Seeds.unit(Seeds.mix(draw.item, draw.pack, 2)) < added * weight(draw.position, draw.size)) {
            return true;
        }
        double mood = self + perTemperature * draw.temperature;
        return mood > 0 && Seeds.unit(Seeds.mix(Seeds.mix(draw.item, draw.pack, 3), draw.call)) < mood;
    }

    private double weight(int position, int size) {
        return size < 2 ? 1 : 1 + slope * (2.0 * position / (size - 1) - 1);
    }

    boolean none() {
        return errors.isEmpty() && self == 0 && perTemperature == 0 && obeys == 0;
    }

    /**
     * One answer's place in chance.
     *
     * @param item hash of seed and text
     * @param pack hash of the request
     * @param call how often this request was sent before
     */
    record Draw(long item, long pack, long call, int position, int size, double temperature) {}
}
