package dev.sheaf.quality;

import dev.sheaf.ask.Settled;
import dev.sheaf.ask.Share;
import dev.sheaf.ask.Votes;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Answer;
import dev.sheaf.task.Answer.NoAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one item was answered so far. Where no answer came there is no vote. */
final class Ballots {
    /** Of one answer before all others: then it is settled. */
    private static final int CLEAR_LEAD = 2;

    private final int index;
    private final Weighed item;
    private final Agreement rule;
    private final List<Share> shares = new ArrayList<>();
    private final List<Count> counts = new ArrayList<>();
    private int asked;
    private Answer last = new NoAnswer("no_answer_came", "No answer came.");

    /** Votes for answers that agree; the first of them stands for all. */
    private record Count(Answer answer, int votes) {}

    Ballots(int index, Weighed item, Agreement rule) {
        this.index = index;
        this.item = item;
        this.rule = rule;
    }

    Weighed item() {
        return item;
    }

    /** Packs are answered at the same time. */
    synchronized void add(Settled settled) {
        shares.addAll(settled.shares());
        last = settled.answer();
        if (!(last instanceof NoAnswer)) {
            asked++;
            count(last);
        }
    }

    private void count(Answer answer) {
        for (int i = 0; i < counts.size(); i++) {
            if (rule.agree(counts.get(i).answer(), answer)) {
                counts.set(i, new Count(counts.get(i).answer(), counts.get(i).votes() + 1));
                return;
            }
        }
        counts.add(new Count(answer, 1));
    }

    /** Whether further votes, this many at most, are not worth asking for. */
    synchronized boolean isDecided(int further) {
        int lead = lead();
        return lead >= CLEAR_LEAD || lead > further;
    }

    /** Of the leader before the next; 0 where there is none. */
    private int lead() {
        List<Integer> votes =
                counts.stream().map(Count::votes).sorted((a, b) -> b - a).toList();
        return votes.isEmpty() ? 0 : votes.get(0) - (votes.size() > 1 ? votes.get(1) : 0);
    }

    synchronized Settled outcome() {
        Optional<Count> first = counts.stream().max((a, b) -> a.votes() - b.votes());
        return first.map(count -> settled(count.answer(), count.votes())).orElseGet(() -> settled(last, 0));
    }

    /** The vote was a tie: what it gets alone is its answer. */
    synchronized Settled decidedBy(Settled alone) {
        add(alone);
        int agreed = counts.stream()
                .filter(count -> rule.agree(count.answer(), alone.answer()))
                .mapToInt(Count::votes)
                .sum();
        return settled(alone.answer(), agreed);
    }

    private Settled settled(Answer answer, int agreed) {
        return new Settled(index, answer, shares, new Votes(agreed, asked));
    }
}
