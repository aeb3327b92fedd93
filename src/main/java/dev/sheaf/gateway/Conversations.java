package dev.sheaf.gateway;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;

/** A list of conversations with a model of the provider: each is a call of its own. */
final class Conversations {
    private static final Logger LOG = Logger.getLogger(Conversations.class);

    private final Upstream upstream;
    private final int inFlight;

    /** @param inFlight calls of one list that are under way at once */
    Conversations(Upstream upstream, int inFlight) {
        this.upstream = upstream;
        this.inFlight = inFlight;
    }

    /** What each got, in their order. Never fails; cancelling gives the calls up. */
    Uni<List<Completion>> ask(Call call, ChatOrder order) {
        int all = order.conversations().size();
        return Uni.createFrom().deferred(() -> {
            var replies = new Completion[all];
            return Multi.createFrom()
                    .range(0, all)
                    .onItem()
                    .transformToUni(i -> one(call, order, i).invoke(reply -> replies[i] = reply))
                    .merge(inFlight)
                    .onItem()
                    .ignoreAsUni()
                    .map(done -> Arrays.asList(replies));
        });
    }

    private Uni<Completion> one(Call call, ChatOrder order, int conversation) {
        return Uni.createFrom()
                .deferred(() -> upstream.complete(call.caller(), order.alone(conversation)))
                .onFailure()
                .recoverWithItem(failure -> refused(call, failure));
    }

    private static Completion refused(Call call, Throwable failure) {
        ApiError error = Refusals.of(failure);
        if (Refusals.isWorthALine(error, failure)) {
            LOG.errorf(failure, "A conversation of request %s failed.", call.id());
        }
        return new Completion(error.status(), error.envelope(), Refusals.headers(failure));
    }
}
