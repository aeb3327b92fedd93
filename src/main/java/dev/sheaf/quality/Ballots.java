package dev.sheaf.quality;

import dev.sheaf.ask.Votes;
import dev.sheaf.task.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The answers that one item got so far. Where no answer came there is no vote.
 *
 * @param counts in the order in which their first votes came
 */
public record Ballots(List<Count> counts) {
    public static final Ballots NONE = new Ballots(List.of());
    /** Of one answer before all others: then it is settled. */
    private static final int CLEAR_LEAD = 2;

    /** Votes for answers that agree; the first of them stands for all. */
    public record Count(Answer answer, int votes) {
        public Count {
            if (votes < 1) {
                throw new IllegalArgumentException("what has no votes is no count");
            }
        }
    }

    public Ballots {
        counts = List.copyOf(counts);
    }

    /** With one vote more. @param rule which answers agree */
    public Ballots with(Answer answer, Agreement rule) {
        List<Count> grown = new ArrayList<>(counts);
        for (int i = 0; i < grown.size(); i++) {
            Count count = grown.get(i);
            if (rule.agree(count.answer(), answer)) {
                grown.set(i, new Count(count.answer(), count.votes() + 1));
                return new Ballots(grown);
            }
        }
        grown.add(new Count(answer, 1));
        return new Ballots(grown);
    }

    /** How many votes were cast. */
    public int asked() {
        return counts.stream().mapToInt(Count::votes).sum();
    }

    /** Whether further votes, this many at most, are not worth asking for. */
    public boolean isDecided(int further) {
        int lead = lead();
        return lead >= CLEAR_LEAD || lead > further;
    }

    /** Of the leader before the next; 0 where there is none. */
    private int lead() {
        List<Integer> votes = counts.stream()
                .map(Count::votes)
                .sorted(Comparator.reverseOrder())
                .toList();
        return votes.isEmpty() ? 0 : votes.get(0) - (votes.size() > 1 ? votes.get(1) : 0);
    }

    /** The answer with most votes, of several the first; absent where nobody voted. */
    public Optional<Count> leader() {
        Count first = null;
        for (Count count : counts) {
            first = first == null || count.votes() > first.votes() ? count : first;
        }
        return Optional.ofNullable(first);
    }

    /** How sure that answer is. */
    public Votes votes(Count answer) {
        return new Votes(answer.votes(), asked());
    }

    /** How sure an answer is of which that can be said by the rule only. */
    public Votes votes(Answer answer, Agreement rule) {
        int agreed = counts.stream()
                .filter(count -> rule.agree(count.answer(), answer))
                .mapToInt(Count::votes)
                .sum();
        return new Votes(agreed, asked());
    }
}
