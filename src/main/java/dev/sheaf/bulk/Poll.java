package dev.sheaf.bulk;

import dev.sheaf.quality.Agreement;
import dev.sheaf.quality.Ballots;
import dev.sheaf.task.Answer;
import dev.sheaf.task.TaskDefinition;

/**
 * How a task's items vote in jobs: one vote after the other, each in a round of its own, and what was cast is written down
 * with the item. What an item gets alone decides, be it the first answer or the last: no order of items was in it.
 *
 * @param votes of an item at most
 */
record Poll(int votes, Agreement rule) {
    static Poll of(TaskDefinition task) {
        return new Poll(task.quality().votes(), Agreement.of(task.shape()));
    }

    /** What an answer makes of an item. @param together how many items stood in the request */
    Settlement.Item answered(BulkItem item, Answer answer, int together) {
        if (item.ballots().counts().isEmpty() && (votes < 2 || together == 1)) {
            return Settlement.Item.settled(item.seq(), answer);
        }
        Ballots ballots = item.ballots().with(answer, rule);
        if (together == 1) {
            return Settlement.Item.voted(item.seq(), answer, ballots.votes(answer, rule));
        }
        int cast = ballots.asked();
        Ballots.Count leader = ballots.leader().orElseThrow();
        return ballots.isDecided(votes - cast)
                ? Settlement.Item.voted(item.seq(), leader.answer(), ballots.votes(leader))
                : Settlement.Item.again(item.seq(), cast < votes ? Rounds.vote(cast) : Rounds.alone(cast), ballots);
    }
}
