package dev.sheaf.quality;

import dev.sheaf.quality.AuditReport.Field;
import dev.sheaf.quality.AuditReport.Measured;
import dev.sheaf.quality.AuditReport.Size;
import dev.sheaf.quality.Notebook.Cell;
import dev.sheaf.task.Answer;
import dev.sheaf.task.TaskDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads an audit's notebook. */
final class Assessment {
    /** Below this a trend or a difference is worth a sentence. */
    private static final double REMARKABLE = 0.01;
    /** A pack that the budgets keep this much smaller than its size. */
    private static final double SMALLER = 0.9;

    private final Trial trial;
    private final Notebook notebook;
    private final Agreement agreement;
    private final double bound;

    Assessment(Trial trial, Notebook notebook) {
        this.trial = trial;
        this.notebook = notebook;
        TaskDefinition definition = trial.task().definition();
        this.agreement = Agreement.of(definition.shape());
        this.bound = definition.quality().minAgreement();
    }

    AuditReport report(Spent spent) {
        List<Size> sizes = new ArrayList<>();
        sizes.add(alone());
        for (int arm = Trial.FIRST_PACKED; arm < trial.arms().size(); arm++) {
            sizes.add(packed(arm));
        }
        return new AuditReport(
                trial.task().name(),
                trial.task().version(),
                trial.task().definition().model(),
                trial.order().items().size() - trial.leftOut(),
                trial.leftOut(),
                trial.order().repetitions(),
                bound,
                sizes.get(0).agreement(),
                sizes,
                Advice.of(sizes, bound),
                notes(sizes),
                spent);
    }

    private Size alone() {
        Reading reading = read(Trial.ALONE_AGAIN);
        Spent spent = notebook.spent(Trial.ALONE).plus(notebook.spent(Trial.ALONE_AGAIN));
        long asked = notebook.asked(Trial.ALONE) + notebook.asked(Trial.ALONE_AGAIN);
        Reading first = read(Trial.ALONE);
        return new Size(
                1,
                1,
                reading.whole.agreement(),
                null,
                new Interval(1, 1),
                Verdict.HOLDS,
                0,
                reading.truth.accuracy(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                first.missing + reading.missing,
                first.repaired + reading.repaired,
                first.failed + reading.failed,
                asked,
                spent,
                reading.fields(false));
    }

    private Size packed(int arm) {
        Reading reading = read(arm);
        Difference difference = reading.whole.difference();
        Interval corrected = corrected(difference.interval());
        Verdict verdict = Verdict.of(corrected, bound);
        return new Size(
                trial.arms().get(arm).size(),
                trial.packed(arm),
                reading.whole.agreement(),
                difference,
                corrected,
                verdict,
                verdict == Verdict.UNDECIDED
                        ? Advice.itemsNeeded(
                                difference, bound, trial.order().items().size())
                        : 0,
                reading.truth.accuracy(),
                reading.truth.difference(),
                reading.thirds(),
                reading.trend(),
                reading.missing,
                reading.repaired,
                reading.failed,
                notebook.asked(arm),
                notebook.spent(arm),
                reading.fields(true));
    }

    private static Interval corrected(Interval difference) {
        return new Interval(Math.max(0, Math.min(1, 1 + difference.low())), Math.min(1, 1 + difference.high()));
    }

    private Reading read(int arm) {
        Reading reading = new Reading(arm);
        for (int round = 0; round < trial.order().repetitions(); round++) {
            for (int item = 0; item < trial.order().items().size(); item++) {
                reading.add(round, item);
            }
        }
        return reading;
    }

    /** One way of asking against the first one alone; and beside it, the second one alone against the first. */
    private final class Reading {
        private final int arm;
        private final Comparison whole;
        private final List<Comparison> byField;
        private final Accuracy truth;
        private final List<Counts> thirds = new ArrayList<>(List.of(Counts.NONE, Counts.NONE, Counts.NONE));
        private long missing;
        private long repaired;
        private long failed;

        Reading(int arm) {
            int items = trial.order().items().size();
            this.arm = arm;
            this.whole = new Comparison(items);
            this.byField = agreement.fields().stream()
                    .map(field -> new Comparison(items))
                    .toList();
            this.truth = new Accuracy(items);
        }

        void add(int round, int item) {
            Cell here = notebook.cell(arm, round, item).orElse(null);
            Cell alone = notebook.cell(Trial.ALONE, round, item).orElse(null);
            Cell again = notebook.cell(Trial.ALONE_AGAIN, round, item).orElse(null);
            if (here == null || alone == null || again == null) {
                return;
            }
            missing += here.missing() ? 1 : 0;
            repaired += here.repaired() ? 1 : 0;
            failed += here.failed() ? 1 : 0;
            if (!here.failed() && !alone.failed() && !again.failed()) {
                compare(item, here, alone, again);
            }
        }

        private void compare(int item, Cell here, Cell alone, Cell again) {
            boolean agrees = agreement.agree(here.answer(), alone.answer());
            whole.add(item, agrees, agreement.agree(again.answer(), alone.answer()));
            if (here.third() >= 0) {
                thirds.set(here.third(), thirds.get(here.third()).plus(agrees));
            }
            for (int i = 0; i < byField.size(); i++) {
                String field = agreement.fields().get(i);
                byField.get(i)
                        .add(
                                item,
                                agreement.agree(field, here.answer(), alone.answer()),
                                agreement.agree(field, again.answer(), alone.answer()));
            }
            Answer right =
                    trial.order().labels().get(trial.order().items().get(item).id());
            if (right != null) {
                truth.add(item, agreement.agree(right, here.answer()), agreement.agree(right, alone.answer()));
            }
        }

        List<Counts> thirds() {
            return thirds.stream().allMatch(third -> third.compared() > 0) ? thirds : List.of();
        }

        Optional<Trend> trend() {
            return thirds().isEmpty() ? Optional.empty() : Optional.of(Trend.over(thirds));
        }

        List<Field> fields(boolean compared) {
            List<Field> fields = new ArrayList<>();
            for (int i = 0; i < byField.size(); i++) {
                Comparison one = byField.get(i);
                fields.add(new Field(agreement.fields().get(i), one.agreement(), compared ? one.difference() : null));
            }
            return fields;
        }
    }

    /** Agreement with the first answers alone, beside the floor. */
    private static final class Comparison {
        private final Tally tally;
        private final Pairs pairs;

        Comparison(int items) {
            tally = new Tally(items);
            pairs = new Pairs(items);
        }

        void add(int item, boolean agrees, boolean floor) {
            tally.add(item, agrees);
            pairs.add(item, agrees, floor);
        }

        Measured agreement() {
            return new Measured(tally.counts(), tally.interval());
        }

        Difference difference() {
            return pairs.difference();
        }
    }

    /** Agreement with the true answers, where some are known. */
    private static final class Accuracy {
        private final Tally tally;
        private final Pairs pairs;

        Accuracy(int items) {
            tally = new Tally(items);
            pairs = new Pairs(items);
        }

        void add(int item, boolean right, boolean rightAlone) {
            tally.add(item, right);
            pairs.add(item, right, rightAlone);
        }

        Optional<Measured> accuracy() {
            return known() ? Optional.of(new Measured(tally.counts(), tally.interval())) : Optional.empty();
        }

        Optional<Difference> difference() {
            return known() ? Optional.of(pairs.difference()) : Optional.empty();
        }

        private boolean known() {
            return tally.counts().compared() > 0;
        }
    }

    private List<String> notes(List<Size> sizes) {
        List<String> notes = new ArrayList<>();
        double floor = sizes.get(0).agreement().counts().share();
        if (floor < 1) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Asked alone twice, the model agrees with itself on %.1f %% of the items; packing is held to that.",
                    100 * floor));
        }
        if (trial.leftOut() > 0) {
            notes.add(trial.leftOut() + " items are too long for the task's budgets and were left out.");
        }
        if (trial.apart() > 0) {
            notes.add("Items that speak to the model are asked alone at every size, as they always are; there are "
                    + trial.apart() + ".");
        }
        sizes.forEach(size -> note(size, notes));
        return notes;
    }

    private static void note(Size size, List<String> notes) {
        if (size.packed() < SMALLER * size.size()) {
            notes.add(String.format(
                    Locale.ROOT, "At %d the task's budgets let %.1f items into a pack.", size.size(), size.packed()));
        }
        size.trend()
                .filter(trend -> trend.p() < REMARKABLE)
                .ifPresent(trend -> notes.add(String.format(
                        Locale.ROOT,
                        "At %d agreement %s towards the end of the packs (p = %.2g).",
                        size.size(),
                        trend.z() < 0 ? "falls" : "rises",
                        trend.p())));
    }
}
