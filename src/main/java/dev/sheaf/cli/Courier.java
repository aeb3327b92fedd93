package dev.sheaf.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cli.SheafClient.Reply;
import dev.sheaf.rows.Json;
import dev.sheaf.rows.Reason;
import dev.sheaf.rows.RowAnswer;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes entries to the service and brings an answer or a reason back for each. Used from several threads. */
final class Courier {
    private static final int ATTEMPTS = 5;
    private static final Pattern ITEM = Pattern.compile("\\bitems\\[(\\d+)]");

    private final SheafClient client;
    private final String task;
    private final Shell.Pause pause;
    private final RetryWait wait;
    private final InstantSource clock;

    Courier(SheafClient client, String task, Shell shell) {
        this.client = client;
        this.task = task;
        this.pause = shell.pause();
        this.clock = shell.clock();
        this.wait = new RetryWait(shell.chance());
    }

    /** Waits as long as the service says that it is full; gives up on one that fails time after time. */
    Delivery deliver(List<Entry> entries) throws InterruptedException {
        List<Entry> asked = entries.stream().filter(Entry::isAsked).toList();
        return asked.isEmpty() ? Delivery.nothing() : attempt(0, request(asked), asked);
    }

    private Delivery attempt(int number, ObjectNode request, List<Entry> asked) throws InterruptedException {
        Reason reason;
        String retryAfter = null;
        try {
            Reply reply = whenThereIsRoom(request);
            if (!isWorthAnotherTry(reply)) {
                return settled(reply, asked);
            }
            reason = reply.problem().reason();
            retryAfter = reply.retryAfter();
        } catch (IOException e) {
            reason = new Reason("service_unreachable", SheafClient.said(e));
        }
        if (number + 1 == ATTEMPTS) {
            return Delivery.broken(asked, reason);
        }
        pause.of(wait.before(number, retryAfter, clock.instant()));
        return attempt(number + 1, request, asked);
    }

    private static ObjectNode request(List<Entry> asked) {
        ObjectNode request = Json.object();
        ArrayNode items = request.putArray("items");
        asked.forEach(entry -> items.add(entry.item()));
        return request;
    }

    /** 429 is no failure: it is obeyed as often as it comes, unless it says tomorrow. */
    private Reply whenThereIsRoom(ObjectNode request) throws IOException, InterruptedException {
        Reply reply = client.answers(task, request);
        for (int again = 0; reply.isBusy(); again++) {
            pause.of(wait.before(again, reply.retryAfter(), clock.instant()));
            reply = client.answers(task, request);
        }
        return reply;
    }

    private static boolean isWorthAnotherTry(Reply reply) {
        return reply.status() / 100 == 5 || reply.status() == 408;
    }

    private Delivery settled(Reply reply, List<Entry> asked) throws InterruptedException {
        if (reply.ok() && reply.body().path("answers").isArray()) {
            return Delivery.of(reply.body());
        }
        if (reply.status() == 413) {
            return tooLarge(reply, asked);
        }
        Map<String, RowAnswer> refused = refusedItems(reply.problem(), asked);
        if (!refused.isEmpty()) {
            return Delivery.refused(refused).and(deliver(without(refused, asked)));
        }
        return Delivery.broken(asked, reply.problem().reason());
    }

    /** Halves until the one row that is too large stands alone. */
    private Delivery tooLarge(Reply reply, List<Entry> asked) throws InterruptedException {
        if (asked.size() == 1) {
            return Delivery.refused(Map.of(asked.get(0).id(), reply.problem().reason()));
        }
        int half = asked.size() / 2;
        return deliver(asked.subList(0, half)).and(deliver(asked.subList(half, asked.size())));
    }

    /** The rows that a 4xx blames by their place in the request, with what it says about them. */
    private static Map<String, RowAnswer> refusedItems(Problem problem, List<Entry> asked) {
        Map<String, RowAnswer> refused = new HashMap<>();
        for (Problem.Violation violation : problem.violations()) {
            Matcher place = ITEM.matcher(violation.field());
            int at = place.find() ? Integer.parseInt(place.group(1)) : asked.size();
            if (at < asked.size()) {
                refused.putIfAbsent(asked.get(at).id(), new Reason(problem.code(), violation.message()));
            }
        }
        return refused;
    }

    private static List<Entry> without(Map<String, RowAnswer> refused, List<Entry> asked) {
        return asked.stream().filter(entry -> !refused.containsKey(entry.id())).toList();
    }
}
