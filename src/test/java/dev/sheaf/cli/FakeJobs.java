package dev.sheaf.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.sheaf.cli.FakeService.Misbehaviour;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** The service's jobs on the wire: each look at one answers another row of it. */
final class FakeJobs {
    private final Map<String, Held> jobs = new LinkedHashMap<>();
    private final Map<String, Held> byKey = new HashMap<>();
    final Collection<String> orders = new ConcurrentLinkedQueue<>();
    final Collection<String> files = new ConcurrentLinkedQueue<>();
    final Collection<String> asked = new ConcurrentLinkedQueue<>();
    /** Each stands in for a proper reply to the next request of its kind. */
    final Deque<Misbehaviour> uploads = new ConcurrentLinkedDeque<>();

    final Deque<Misbehaviour> looks = new ConcurrentLinkedDeque<>();
    final Deque<Misbehaviour> downloads = new ConcurrentLinkedDeque<>();
    /** How the next jobs end. */
    String end = "completed";

    long failing;
    Runnable onLook = () -> {};

    private static final class Held {
        final String id;
        final String file;
        final String end;
        String state = "running";
        long total;
        long answered;
        long failed;
        /** By the one who read its file. */
        boolean left;

        Held(String id, String file, String end) {
            this.id = id;
            this.file = file;
            this.end = end;
            this.total = file.lines().count() - 1;
        }

        ObjectNode view() {
            ObjectNode view = Json.object().put("id", id).put("task", "mood").put("version", "v1");
            view.put("state", state).put("cancelling", false).put("lane", "auto");
            view.putObject("items")
                    .put("total", total)
                    .put("answered", answered)
                    .put("failed", failed)
                    .put("bad", 0)
                    .put("open", total - answered - failed);
            view.putObject("cost")
                    .put("usd", 0.00123)
                    .put("calls", 1)
                    .put("inputTokens", 10)
                    .put("outputTokens", 5)
                    .put("unpriced", 0);
            view.put("createdAt", "2026-01-01T00:00:00.123456Z");
            if (state.equals("failed")) {
                String code = left ? "upload_incomplete" : "too_many_bad_rows";
                view.putObject("reason").put("code", code).put("message", "Most are bad.");
            }
            return view;
        }
    }

    synchronized void handle(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().substring(1).split("/");
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        if (path.length == 1 && exchange.getRequestMethod().equals("POST")) {
            upload(exchange);
        } else if (path.length == 1) {
            FakeService.send(exchange, 200, list().toString());
        } else if (!jobs.containsKey(path[1])) {
            FakeService.send(exchange, 404, "{\"code\":\"unknown_job\",\"detail\":\"There is no such job.\"}");
        } else if (path.length == 2) {
            look(exchange, jobs.get(path[1]));
        } else {
            act(exchange, jobs.get(path[1]), path[2]);
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        orders.add(exchange.getRequestURI().getQuery() + " "
                + exchange.getRequestHeaders().getFirst("Content-Type") + " " + key);
        Misbehaviour wrong = uploads.poll();
        if (wrong != null) {
            exchange.getRequestBody().readAllBytes();
            wrong.reply(exchange, Json.object());
            return;
        }
        String file = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        files.add(file);
        Held known = key == null ? null : byKey.get(key);
        Held held = known == null ? new Held("job_" + (jobs.size() + 1), file, end) : known;
        boolean anew = held.left && held.state.equals("failed");
        if (anew) {
            held.left = false;
            held.state = "running";
        }
        if (held.end.equals("failed")) {
            held.state = "failed";
        }
        jobs.put(held.id, held);
        byKey.put(String.valueOf(key), held);
        FakeService.send(
                exchange, known == null || anew ? 201 : 200, held.view().toString());
    }

    private void look(HttpExchange exchange, Held held) throws IOException {
        onLook.run();
        Misbehaviour wrong = looks.poll();
        if (wrong != null) {
            wrong.reply(exchange, Json.object());
            return;
        }
        if (held.state.equals("running") && held.answered + held.failed < held.total) {
            held.failed += held.failed < failing ? 1 : 0;
            held.answered += held.answered + held.failed < held.total ? 1 : 0;
        }
        if (held.state.equals("running") && held.answered + held.failed == held.total) {
            held.state = held.end;
        }
        if (held.state.equals("ingesting")) {
            held.state = "failed";
        }
        FakeService.send(exchange, 200, held.view().toString());
    }

    private void act(HttpExchange exchange, Held held, String what) throws IOException {
        if (what.equals("answers")) {
            Misbehaviour wrong = downloads.poll();
            if (wrong == null) {
                FakeService.send(exchange, 200, answers(held));
            } else {
                wrong.reply(exchange, Json.object());
            }
        } else if (what.equals("cancel")) {
            move(exchange, held, "cancelled");
        } else if (what.equals("pause")) {
            move(exchange, held, "paused");
        } else if (what.equals("resume")) {
            move(exchange, held, "running");
        } else {
            ObjectNode reply = Json.object().put("retried", 2);
            reply.set("job", held.view());
            FakeService.send(exchange, 200, reply.toString());
        }
    }

    private static void move(HttpExchange exchange, Held held, String to) throws IOException {
        if (List.of("completed", "failed", "cancelled").contains(held.state)) {
            String detail = "The job is " + held.state + ".";
            FakeService.send(exchange, 409, "{\"code\":\"wrong_state\",\"detail\":\"" + detail + "\"}");
        } else {
            held.state = to;
            FakeService.send(exchange, 200, held.view().toString());
        }
    }

    /** Its file is read by somebody who is gone, which the next look shows. */
    synchronized void leave(String job) {
        jobs.get(job).left = true;
        jobs.get(job).state = "ingesting";
    }

    synchronized String state(String job) {
        return jobs.get(job).state;
    }

    private static String answers(Held held) {
        String rows = held.file.lines().skip(1).map(line -> line + ",A,\n").collect(Collectors.joining());
        return held.file.lines().findFirst().orElse("") + ",label,error\n" + rows;
    }

    private ObjectNode list() {
        ObjectNode list = Json.object();
        ArrayNode all = list.putArray("jobs");
        jobs.values().forEach(job -> all.add(job.view()));
        return list;
    }
}
