package dev.sheaf.abuse;

import dev.sheaf.abuse.Attack.End;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Attacks that no document describes: on files of rows and lines, forms, streams, the provider's wire, and HTTP itself. */
final class Handmade {
    private static final String JSON = "application/json";
    private static final String TASK = "abuse";
    private static final List<String> PATHS = List.of(
            "/",
            "//",
            "/../../etc/passwd",
            "/tasks/%2e%2e/%2e%2e/etc/passwd",
            "/tasks/..;/q/metrics",
            "/tasks//answers",
            "/tasks/%00",
            "/tasks/a%2Fb",
            "/tasks/%c0%ae",
            "/tasks/%zz",
            "/tasks/abuse/",
            "/tasks/abuse/answers/../../../q/health",
            "/jobs/%0d%0aX-Injected:%20yes",
            "/jobs/a?after=%0d%0aX-Injected:%20yes",
            "/jobs?limit=1&limit=2&limit=",
            "/jobs?=&&&%",
            "/v1/models/%0aX-Injected:yes",
            "/v1/files/../batches",
            "/v1/../tasks",
            "/V1/MODELS",
            "/q/health",
            "/openapi?format=exe",
            "/.git/config",
            "/WEB-INF/web.xml",
            "http://127.0.0.1:9/tasks",
            "*",
            "tasks");
    private static final List<String> ENDPOINTS = List.of("chat/completions", "embeddings", "moderations", "responses");

    private final String job;
    private final List<Function<Hostile, Attack.Builder>> kinds = List.of(
            Handmade::csv,
            Handmade::csv,
            Handmade::lines,
            Handmade::validation,
            Handmade::form,
            Handmade::form,
            Handmade::chat,
            Handmade::chat,
            Handmade::relayed,
            Handmade::batch,
            this::stream,
            Handmade::path,
            Handmade::zipped,
            Handmade::head);

    /** @param job whose streams do not end */
    Handmade(String job) {
        this.job = job;
    }

    Attack.Builder attack(Hostile hostile) {
        return hostile.any(kinds).apply(hostile);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] maybeDamaged(String text, Hostile hostile) {
        return hostile.below(4) == 0 ? hostile.damaged(bytes(text)) : bytes(text);
    }

    private static Attack.Builder csv(Hostile hostile) {
        String separator = hostile.any(List.of(",", ";", "\t", "|"));
        String end = hostile.any(List.of("\n", "\r\n", "\r"));
        var file = new StringBuilder(hostile.any(List.of("", "\uFEFF")))
                .append(hostile.any(List.of("id", "\"id\"", "", "text")))
                .append(separator)
                .append(hostile.any(List.of("text", "text", "text", "\"text", "te\u0000xt", "text,text")))
                .append(end);
        for (int i = hostile.below(8); i > 0; i--) {
            for (int cells = hostile.often() ? 2 : 1 + hostile.below(4); cells > 0; cells--) {
                boolean quoted = hostile.often();
                file.append(quoted ? "\"" : "")
                        .append(hostile.text())
                        .append(quoted && !hostile.seldom() ? "\"" : "")
                        .append(cells > 1 ? separator : "");
            }
            file.append(end);
        }
        String target = "/jobs?task=" + TASK + "&text=text&lane=" + hostile.any(List.of("online", "batch", "auto"))
                + hostile.any(
                        List.of("", "&id=id", "&delimiter=%09", "&delimiter=%00", "&cap=0.0001", "&deadline=PT1S"));
        var attack = new Attack.Builder("csv", "POST", target);
        if (hostile.below(4) == 0) {
            attack.header("Idempotency-Key", hostile.line());
        }
        return attack.body("text/csv", maybeDamaged(file.toString(), hostile));
    }

    private static Attack.Builder lines(Hostile hostile) {
        var file = new StringBuilder();
        for (int i = hostile.below(8); i > 0; i--) {
            file.append(hostile.any(List.of(
                            "{\"id\":\"1\",\"text\":\"a\"}",
                            "{\"text\":" + hostile.value() + "}",
                            "{\"text\":\"a\",\"text\":\"b\"}",
                            hostile.value(),
                            "[]")))
                    .append(hostile.any(List.of("\n", "\r\n", "\n\n", "\u0000\n")));
        }
        return new Attack.Builder("lines", "POST", "/jobs?task=" + TASK + "&lane=online")
                .body("application/x-ndjson", maybeDamaged(file.toString(), hostile));
    }

    private static String batchLines(Hostile hostile) {
        var file = new StringBuilder();
        for (int i = hostile.below(8); i > 0; i--) {
            file.append(hostile.any(List.of(
                            "{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":"
                                    + conversation(hostile) + "}",
                            "{\"custom_id\":" + hostile.value() + ",\"method\":\"GET\",\"url\":"
                                    + Hostile.quoted(hostile.text()) + "}",
                            hostile.value())))
                    .append('\n');
        }
        return file.toString();
    }

    private static Attack.Builder validation(Hostile hostile) {
        return new Attack.Builder("validation", "POST", "/validations")
                .body("application/x-ndjson", maybeDamaged(batchLines(hostile), hostile));
    }

    private static Attack.Builder form(Hostile hostile) {
        String boundary = hostile.any(List.of("b", "--", "b b", "\"b\"", "b".repeat(300), ""));
        String named = hostile.any(List.of("b", boundary));
        var form = new StringBuilder();
        for (String part : List.of("purpose", "file")) {
            form.append("--").append(named).append(hostile.any(List.of("\r\n", "\r\n", "\n")));
            form.append("Content-Disposition: form-data; name=\"")
                    .append(hostile.seldom() ? hostile.line() : part)
                    .append('"');
            if (part.equals("file")) {
                form.append("; filename=\"")
                        .append(hostile.often() ? "x.jsonl" : hostile.line())
                        .append('"');
            }
            form.append("\r\n\r\n")
                    .append(part.equals("file") ? batchLines(hostile) : hostile.any(List.of("batch", "assistants", "")))
                    .append("\r\n");
        }
        form.append(hostile.any(List.of("--b--\r\n", "--b--", "", "--b")));
        return new Attack.Builder("form", "POST", "/v1/files")
                .body("multipart/form-data; boundary=" + boundary, maybeDamaged(form.toString(), hostile));
    }

    private static String conversation(Hostile hostile) {
        String content = hostile.often() ? Hostile.quoted(hostile.text()) : hostile.value();
        String message = hostile.any(List.of(
                "{\"role\":\"user\",\"content\":" + content + "}",
                "{\"role\":" + hostile.value() + ",\"content\":\"a\"}",
                "[{\"role\":\"user\",\"content\":\"a\"}]",
                hostile.value()));
        String model = hostile.any(List.of("\"sheaf/abuse\"", "\"sheaf/none\"", "\"gpt-4o-mini\"", hostile.value()));
        String more = hostile.any(List.of(
                "",
                ",\"n\":2",
                ",\"stream\":" + hostile.value(),
                ",\"tools\":[{}]",
                ",\"max_tokens\":" + hostile.value(),
                ",\"model\":\"sheaf/abuse\"",
                ",\"metadata\":" + hostile.value()));
        return "{\"model\":" + model + ",\"messages\":[" + message + "]" + more + "}";
    }

    private static Attack.Builder chat(Hostile hostile) {
        return new Attack.Builder("chat", "POST", "/v1/chat/completions")
                .body(JSON, maybeDamaged(conversation(hostile), hostile));
    }

    private static Attack.Builder relayed(Hostile hostile) {
        String body = "{\"model\":" + hostile.any(List.of("\"text-embedding-3-small\"", hostile.value()))
                + ",\"input\":" + hostile.value() + ",\"store\":" + hostile.any(List.of("false", "true", "0")) + "}";
        return new Attack.Builder("relayed", "POST", "/v1/" + hostile.any(ENDPOINTS))
                .body(JSON, maybeDamaged(body, hostile));
    }

    private static Attack.Builder batch(Hostile hostile) {
        String body = "{\"input_file_id\":" + hostile.any(List.of("\"file-1\"", hostile.value()))
                + ",\"endpoint\":" + hostile.any(List.of("\"/v1/chat/completions\"", hostile.value()))
                + ",\"completion_window\":" + hostile.any(List.of("\"24h\"", hostile.value()))
                + ",\"metadata\":" + hostile.value() + "}";
        return new Attack.Builder("batch", "POST", "/v1/batches").body(JSON, maybeDamaged(body, hostile));
    }

    private Attack.Builder stream(Hostile hostile) {
        if (hostile.often()) {
            String path = "/jobs/" + hostile.any(List.of(job, job, "job_0", "%20"))
                    + hostile.any(List.of("/events", "/events", "/answers?wait=false"));
            return new Attack.Builder("stream", "GET", path)
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", hostile.line())
                    .end(End.PEEK);
        }
        String body = "{\"model\":\"" + hostile.any(List.of("sheaf/abuse", "gpt-4o-mini"))
                + "\",\"stream\":true,\"stream_options\":" + hostile.any(List.of("{}", "null", hostile.value()))
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        return new Attack.Builder("stream", "POST", "/v1/chat/completions")
                .body(JSON, bytes(body))
                .end(hostile.any(List.of(End.PEEK, End.HANG_UP, End.READ)));
    }

    private static Attack.Builder path(Hostile hostile) {
        String method = hostile.any(
                List.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "CONNECT"));
        String path = hostile.any(PATHS) + (hostile.seldom() ? "/a".repeat(hostile.below(3_000)) : "");
        return new Attack.Builder("path", method, path);
    }

    /** Small on the wire, large behind it; or not what it says. */
    private static Attack.Builder zipped(Hostile hostile) {
        byte[] body = hostile.rarely()
                ? hostile.bomb(
                        hostile.any(List.of("text\n", "{\"text\":\"")), hostile.any(List.of("a", "a\n", "[", "\"a\",")))
                : Hostile.zipped(bytes("text\n" + hostile.text()));
        if (hostile.below(3) == 0) {
            body = hostile.damaged(body);
        }
        String target = hostile.any(List.of(
                "/jobs?task=" + TASK + "&lane=batch",
                "/tasks/" + TASK + "/answers",
                "/estimates?task=" + TASK,
                "/validations",
                "/v1/chat/completions"));
        String type = target.startsWith("/tasks") || target.startsWith("/v1") ? JSON : "text/csv";
        return new Attack.Builder("zipped", "POST", target)
                .header(
                        "Content-Encoding",
                        hostile.any(List.of("gzip", "gzip", "deflate", "br", "gzip, gzip", "GZIP", "")))
                .body(type, body);
    }

    /** What HTTP itself does not allow. */
    private static Attack.Builder head(Hostile hostile) {
        var attack = new Attack.Builder("head", hostile.any(List.of("POST", "GET")), "/tasks/" + TASK + "/answers");
        switch (hostile.below(8)) {
            case 0 -> attack.header("Content-Length", hostile.line()).body(JSON, bytes("{}"));
            case 1 -> attack.header("Transfer-Encoding", hostile.line()).body(JSON, bytes("{}"));
            case 2 ->
                attack.unmeasured()
                        .header("Transfer-Encoding", "chunked")
                        .body(
                                JSON,
                                hostile.any(List.of(
                                        bytes("zz\r\n{}\r\n0\r\n\r\n"),
                                        bytes("ffffffffffffffff\r\n{}"),
                                        bytes("2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n"),
                                        bytes("2;a=b\r\n{}\r\n0\r\n\r\n"))));
            case 3 -> {
                for (int i = hostile.below(400); i > 0; i--) {
                    attack.header("X-" + i, hostile.any(List.of("a", "b".repeat(100))));
                }
            }
            case 4 -> attack.header(hostile.line(), "a");
            case 5 ->
                attack.header("Expect", hostile.any(List.of("100-continue", "200-ok")))
                        .body(JSON, bytes("{}"));
            case 6 -> attack.header("Upgrade", "h2c").header("HTTP2-Settings", hostile.line());
            default -> {
                attack.header("Accept", hostile.line()).header("X-Request-Timeout", hostile.line());
                attack.header("X-Request-Id", hostile.line()).header("Range", "bytes=" + hostile.line());
                attack.body(JSON, bytes("{\"text\":\"a\"}"));
            }
        }
        return attack;
    }

    /** Bytes that are no request. */
    static Attack noise(Hostile hostile) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(hostile.any(List.of(
                bytes(hostile.noise(1 + hostile.below(300)) + "\r\n\r\n"),
                bytes("GET /\r\n\r\n"),
                bytes("GET / HTTP/9.9\r\n\r\n"),
                bytes("\r\n\r\n\r\n\r\n"),
                bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + hostile.noise(50)),
                bytes("GET /" + "a".repeat(70_000) + " HTTP/1.1\r\n\r\n"),
                bytes("GET /tasks HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))));
        return new Attack("noise", out.toByteArray(), End.GLANCE);
    }
}
