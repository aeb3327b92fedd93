package dev.sheaf.simulator;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Which calls carry which faults. An upload, a download, a question for batches, a batch and a line of one are calls of
 * their own, each with the kinds that belong to it.
 *
 * @param single the share of calls that carry exactly one fault, drawn evenly over the kinds that can show in the call
 * @param each the share of calls that carry a kind, drawn for each kind on its own
 */
public record FaultPlan(double single, Map<Fault, Double> each) {
    /** No faults. */
    public static final FaultPlan NONE = new FaultPlan(0, Map.of());

    public FaultPlan {
        share("faults", single);
        each.forEach((fault, rate) -> share(fault.word(), rate));
        each = Map.copyOf(each);
    }

    /**
     * Reads {@code 0.05} (5 % of the calls carry one fault), {@code all=0.05} (each kind on its own), or
     * {@code length=0.1,429=0.2} (by kind); later entries win over {@code all}. Empty: none.
     *
     * @throws IllegalArgumentException with a sentence that names the known kinds
     */
    public static FaultPlan parse(String spec) {
        double single = 0;
        Map<Fault, Double> each = new EnumMap<>(Fault.class);
        for (String part : spec.isBlank() ? new String[0] : spec.split(",", -1)) {
            String[] pair = part.trim().split("=", -1);
            if (pair.length == 1) {
                single = rate(pair[0]);
            } else if (pair.length == 2) {
                kinds(pair[0].trim()).forEach(fault -> each.put(fault, rate(pair[1].trim())));
            } else {
                throw new IllegalArgumentException("not a fault plan: \"" + part + "\"; write kind=rate");
            }
        }
        return new FaultPlan(single, each);
    }

    private static List<Fault> kinds(String word) {
        if (word.equals("all")) {
            return List.of(Fault.values());
        }
        return List.of(Fault.of(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        "no fault kind \"" + word + "\"; known are all, " + Fault.words())));
    }

    private static double rate(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "not a rate from 0 to 1: \"" + text + "\"; write 0.05, all=0.05 or kind=0.05", e);
        }
    }

    private static void share(String name, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("the rate of " + name + " must lie from 0 to 1: " + rate);
        }
    }

    /** The plan as it is parsed. */
    public String spec() {
        String kinds = each.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(kind -> kind.getKey().word() + "=" + kind.getValue())
                .collect(Collectors.joining(","));
        if (single == 0) {
            return kinds;
        }
        return kinds.isEmpty() ? String.valueOf(single) : single + "," + kinds;
    }

    Set<Fault> draw(SplittableRandom random, Set<Fault> possible) {
        Set<Fault> drawn = EnumSet.noneOf(Fault.class);
        boolean one = random.nextDouble() < single;
        int choice = random.nextInt(possible.size());
        if (one) {
            drawn.add(List.copyOf(possible).get(choice));
        }
        for (Fault fault : Fault.values()) {
            // those of streams and webhooks come last, and only there: other calls meet what they always did
            if (fault.isLatecomer() && !possible.contains(fault)) {
                continue;
            }
            // drawn for every kind, so that the rate of one does not move the draws of the others
            boolean strikes = random.nextDouble() < each.getOrDefault(fault, 0.0);
            if (strikes && possible.contains(fault)) {
                drawn.add(fault);
            }
        }
        return together(drawn, random);
    }

    /** What can strike the same call: at most one that ends it, and no marks on a text that nobody sees. */
    private static Set<Fault> together(Set<Fault> drawn, SplittableRandom random) {
        for (Fault.Stage stage : List.of(Fault.Stage.REFUSED, Fault.Stage.UNDELIVERED)) {
            List<Fault> ends =
                    drawn.stream().filter(fault -> fault.stage() == stage).toList();
            if (!ends.isEmpty()) {
                return EnumSet.of(ends.get(random.nextInt(ends.size())));
            }
        }
        for (Fault.Stage stage : List.of(Fault.Stage.POLL, Fault.Stage.FATE, Fault.Stage.LINE, Fault.Stage.STREAM)) {
            List<Fault> some =
                    drawn.stream().filter(fault -> fault.stage() == stage).toList();
            if (some.size() > 1) {
                Fault kept = some.get(random.nextInt(some.size()));
                drawn.removeIf(fault -> fault.stage() == stage && fault != kept);
            }
        }
        if (drawn.contains(Fault.REFUSAL) || drawn.contains(Fault.EMPTY)) {
            Fault empty = drawn.contains(Fault.REFUSAL) ? Fault.REFUSAL : Fault.EMPTY;
            drawn.removeIf(fault -> fault.ofReply() && fault != empty);
        }
        if (drawn.contains(Fault.LENGTH)) {
            drawn.remove(Fault.CUT);
        }
        return drawn;
    }
}
