package dev.sheaf.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chooses labels for a text by the words that it shares with their names and descriptions and by its polarity; where
 * nothing points anywhere a seeded hash of the text decides.
 */
final class LabelSet {
    private static final Set<String> GOOD = Set.of("positiv", "pos", "good", "happ", "satisfi", "favorabl", "prais");
    private static final Set<String> BAD = Set.of("negativ", "neg", "bad", "unhapp", "dissatisfi", "complaint");
    private static final Set<String> MIDDLE = Set.of("neutral", "mix", "neither");
    private static final double NAME = 3;
    private static final double DESCRIPTION = 1;
    private static final double CLUE = 0.4;

    private record Hint(int label, double weight) {}

    private enum Valence {
        GOOD,
        BAD,
        MIDDLE,
        NONE;

        double score(int polarity) {
            return switch (this) {
                case GOOD -> 2.0 * Math.max(0, polarity);
                case BAD -> 2.0 * Math.max(0, -polarity);
                case MIDDLE -> polarity == 0 ? 1 : 0;
                case NONE -> 0;
            };
        }
    }

    private final List<String> names;
    private final List<Valence> valences = new ArrayList<>();
    private final Map<String, List<Hint>> hints = new HashMap<>();
    private final long seed;

    LabelSet(List<Label> labels, long seed) {
        this.names = labels.stream().map(Label::name).toList();
        this.seed = Seeds.mix(seed, Seeds.of(String.join("\n", names)));
        for (int i = 0; i < labels.size(); i++) {
            valences.add(valence(Words.of(labels.get(i).name()).stems()));
            hint(i, labels.get(i));
        }
        hints.replaceAll((stem, all) -> rare(all));
    }

    private static Valence valence(List<String> stems) {
        for (String stem : stems) {
            if (GOOD.contains(stem)) {
                return Valence.GOOD;
            }
            if (BAD.contains(stem)) {
                return Valence.BAD;
            }
            if (MIDDLE.contains(stem)) {
                return Valence.MIDDLE;
            }
        }
        return Valence.NONE;
    }

    private void hint(int label, Label words) {
        Set<String> name = new HashSet<>(Words.of(words.name()).stems());
        double weight = NAME / Math.sqrt(Math.max(1, name.size()));
        name.forEach(stem -> add(stem, new Hint(label, weight)));
        Set<String> description = new HashSet<>(Words.of(words.description()).stems());
        description.removeAll(name);
        description.forEach(stem -> add(stem, new Hint(label, DESCRIPTION)));
    }

    private void add(String stem, Hint hint) {
        hints.computeIfAbsent(stem, ignored -> new ArrayList<>()).add(hint);
    }

    /** A word that many labels share says little. */
    private static List<Hint> rare(List<Hint> all) {
        double share = Math.sqrt(all.size());
        return all.stream()
                .map(hint -> new Hint(hint.label(), hint.weight() / share))
                .toList();
    }

    List<String> names() {
        return names;
    }

    private double[] scores(ItemText text) {
        double[] scores = new double[names.size()];
        for (String stem : new HashSet<>(text.words().stems())) {
            for (Hint hint : hints.getOrDefault(stem, List.of())) {
                scores[hint.label()] += hint.weight();
            }
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] += valences.get(i).score(text.words().polarity());
        }
        return scores;
    }

    String best(ItemText text) {
        double[] scores = scores(text);
        long own = Seeds.mix(seed, text.hash());
        int best = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] += 1e-6 * Seeds.unit(Seeds.mix(own, i));
            best = scores[i] > scores[best] ? i : best;
        }
        return names.get(best);
    }

    boolean hasClue(ItemText text) {
        double most = 0;
        for (double score : scores(text)) {
            most = Math.max(most, score);
        }
        return most >= CLUE;
    }

    /** All that fit about as well as the best; one where nothing points anywhere. */
    List<String> several(ItemText text) {
        double[] scores = scores(text);
        String best = best(text);
        double least = Math.max(1.2, 0.7 * scores[names.indexOf(best)]);
        List<String> fitting = new ArrayList<>();
        for (int i = 0; i < scores.length && fitting.size() < 3; i++) {
            if (names.get(i).equals(best) || scores[i] >= least) {
                fitting.add(names.get(i));
            }
        }
        return fitting.contains(best) ? fitting : List.of(best);
    }

    /** Any label but the best one, drawn evenly; the best where there is no other. */
    String other(ItemText text, long salt) {
        String best = best(text);
        List<String> others = names.stream().filter(name -> !name.equals(best)).toList();
        return others.isEmpty() ? best : others.get(Seeds.below(others.size(), Seeds.mix(seed, text.hash(), salt)));
    }
}
