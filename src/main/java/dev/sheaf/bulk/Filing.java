package dev.sheaf.bulk;

import dev.sheaf.cost.Bill;
import dev.sheaf.cost.Content;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Outcome;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Reading;
import dev.sheaf.pack.Trouble;
import dev.sheaf.quality.Suspicion;
import dev.sheaf.task.Answer.NoAnswer;
import dev.sheaf.task.Answer.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes of a reply, or of the reason why there is none, what becomes of each item. */
final class Filing {
    private static final Job.Failure NO_ANSWER =
            new Job.Failure("no_answer_came", "It was asked as often as it may be, and no answer came.");

    private final Pricing pricing;
    private final boolean keepReplies;
    private final int tries;

    /** @param tries how often an item may be asked in all */
    Filing(Pricing pricing, boolean keepReplies, int tries) {
        this.pricing = pricing;
        this.keepReplies = keepReplies;
        this.tries = tries;
    }

    Settlement reply(Prepared task, Part part, Asked asked, Reply reply) {
        Pack pack = RequestLines.pack(task, asked);
        Reading reading = task.reader().read(pack, reply);
        Poll poll = Poll.of(task.task().definition());
        var items = new ArrayList<Settlement.Item>();
        for (int slot = 0; slot < pack.size(); slot++) {
            BulkItem item = asked.items().get(pack.slots().get(slot).index());
            items.add(item(poll, asked, item, reading.outcomes().get(slot)));
        }
        return new Settlement(
                asked.request().id(),
                attempt(asked),
                items,
                Optional.of(reply.usage()),
                true,
                bill(task, part, asked, reply.usage()),
                reply.requestId(),
                trouble(reading),
                keepReplies ? reply.text() : null,
                new Settlement.Remarks(isIsolated(task, asked), reading.anomalies()));
    }

    private static boolean isIsolated(Prepared task, Asked asked) {
        boolean first = asked.request().round() == Rounds.FIRST && asked.items().size() == 1;
        return first
                && Suspicion.isolates(
                        task.task().definition(), asked.items().get(0).text());
    }

    private Bill bill(Prepared task, Part part, Asked asked, Usage usage) {
        Content content = new Content(
                asked.items().size(),
                asked.request().round() == Rounds.FIRST,
                task.prompt().makeup());
        return pricing.bill(
                part.model(), usage, tariff(part, Tariff.of(task.task().definition())), content);
    }

    private static Tariff tariff(Part part, Tariff online) {
        return part.lane() == Lane.BATCH ? Tariff.BATCH : online;
    }

    /** Of a request that was sent as it stands: it is its item's answer. */
    Settlement response(Part part, Asked asked, Response response, Usage usage) {
        long seq = asked.items().get(0).seq();
        return new Settlement(
                asked.request().id(),
                attempt(asked),
                List.of(Settlement.Item.settled(seq, response)),
                Optional.of(usage).filter(bought -> !bought.equals(Usage.NONE)),
                true,
                pricing.bill(
                        part.model(),
                        usage,
                        tariff(part, Tariff.online(response.body().path("service_tier"))),
                        Content.AS_IT_STANDS),
                response.requestId(),
                response.isGood() ? null : "status_" + response.status(),
                null);
    }

    private Settlement.Item item(Poll poll, Asked asked, BulkItem item, Outcome outcome) {
        if (outcome.answer().isPresent()) {
            return poll.answered(item, outcome.answer().get(), asked.items().size());
        }
        Trouble trouble = outcome.trouble().orElse(Trouble.MISSING);
        int next = asked.request().round() + 1;
        return Rounds.isBeyond(next) || item.tries() >= tries
                ? Settlement.Item.settled(item.seq(), new NoAnswer(trouble.code(), trouble.sentence()))
                : Settlement.Item.again(item.seq(), next);
    }

    private static @Nullable String trouble(Reading reading) {
        String all = reading.outcomes().stream()
                .flatMap(outcome -> outcome.trouble().stream())
                .map(Trouble::code)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? null : all;
    }

    /** No reply, for a reason that passes: asked again as it is, unless that was often enough. */
    Settlement passing(Asked asked, Job.Failure failure, @Nullable String requestId) {
        return without(asked, failure, requestId, asked.request().round());
    }

    /** No reply after as many sendings as there may be; the last may have been bought. */
    Settlement unconfirmed(Asked asked, Estimate estimate, Job.Failure failure) {
        return new Settlement(
                asked.request().id(),
                estimate.attempt(),
                waiting(asked, failure, Rounds.NONE),
                Optional.of(estimate.usage()),
                false,
                estimate.bill(),
                null,
                failure.code(),
                null);
    }

    /** What a sending without a reply may have cost; counted, which takes its time. */
    Estimate estimate(Asking asking, Part part, Asked asked, int attempt) {
        Usage usual = asking.usual(asked);
        Bill bill = pricing.bill(
                part.model(),
                usual,
                tariff(part, asking.tariff()),
                Content.unheard(asked.items().size()));
        return new Estimate(asked.request().id(), attempt, usual, bill);
    }

    /**
     * No reply that could be read, though it was bought. Requests that are settled already are only booked.
     *
     * @param shares what each is thought to have cost, by its id
     * @param next in which round the items of the others are asked again
     */
    List<Settlement> unread(Part part, List<Asked> open, Map<String, Usage> shares, int next) {
        Map<String, Asked> byId =
                open.stream().collect(Collectors.toMap(asked -> asked.request().id(), asked -> asked));
        return shares.entrySet().stream()
                .map(share -> unread(part, share.getKey(), byId.get(share.getKey()), share.getValue(), next))
                .toList();
    }

    private Settlement unread(Part part, String request, @Nullable Asked asked, Usage share, int next) {
        Content content = Content.unheard(asked == null ? 0 : asked.items().size());
        Bill bill = pricing.bill(part.model(), share, Tariff.BATCH, content);
        List<Settlement.Item> items = asked == null ? List.of() : waiting(asked, NO_ANSWER, next);
        return new Settlement(request, 1, items, Optional.of(share), false, bill, null, NO_ANSWER.code(), null);
    }

    /** No reply, perhaps for the sake of one of its items: fewer together next time, and alone it is the reason. */
    Settlement splittable(Asked asked, Job.Failure failure, @Nullable String requestId) {
        int next = asked.items().size() > 1 ? asked.request().round() + 1 : Rounds.NONE;
        return without(asked, failure, requestId, next);
    }

    /** No reply, and none to be had. */
    Settlement refused(Asked asked, Job.Failure failure, @Nullable String requestId) {
        return without(asked, failure, requestId, Rounds.NONE);
    }

    private Settlement without(Asked asked, Job.Failure failure, @Nullable String requestId, int next) {
        return new Settlement(
                asked.request().id(),
                attempt(asked),
                waiting(asked, failure, next),
                Optional.empty(),
                false,
                Bill.UNKNOWN,
                requestId,
                failure.code(),
                null);
    }

    private List<Settlement.Item> waiting(Asked asked, Job.Failure failure, int next) {
        var reason = new NoAnswer(failure.code(), failure.message());
        return asked.items().stream()
                .map(item -> Rounds.isBeyond(next) || item.tries() >= tries
                        ? Settlement.Item.settled(item.seq(), reason)
                        : Settlement.Item.again(item.seq(), next))
                .toList();
    }

    /** The one that was read before this sending was written down. */
    private static int attempt(Asked asked) {
        return asked.request().attempts() + 1;
    }
}
