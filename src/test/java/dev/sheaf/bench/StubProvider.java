package dev.sheaf.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;

/**
 * A provider that costs next to nothing, as a process of its own: it answers every numbered item of a prompt in lines,
 * at once or, where the model's name says so, later. Says its port on a line.
 */
final class StubProvider {
    static final String AT_ONCE = "at-once";
    static final String LATER = "after-300ms";
    static final int LATER_MILLIS = 300;

    private static final byte[] LATER_MEMBER = ("\"" + LATER + "\"").getBytes(StandardCharsets.US_ASCII);
    private static final String BEFORE =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1767225600,\"model\":\"stub\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"";
    private static final String AFTER = "\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":\"stop\"}],"
            + "\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":100,\"total_tokens\":1100}}";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

    private StubProvider() {}

    public static void main(String[] arguments) {
        new StubProvider().listen();
    }

    private void listen() {
        vertx.createHttpServer()
                .requestHandler(request -> request.body(body -> answer(request, body.result())))
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println(server.actualPort()))
                .onFailure(failure -> System.exit(1));
    }

    private void answer(HttpServerRequest request, Buffer asked) {
        byte[] body = asked.getBytes();
        Buffer reply = reply(body);
        if (isLater(body)) {
            vertx.setTimer(LATER_MILLIS, fired -> send(request, reply));
        } else {
            send(request, reply);
        }
    }

    private static void send(HttpServerRequest request, Buffer reply) {
        request.response().putHeader("content-type", "application/json").end(reply);
    }

    /** The model's name stands near the start of a request. */
    private static boolean isLater(byte[] body) {
        for (int i = 0; i < Math.min(200, body.length - LATER_MEMBER.length); i++) {
            if (startsAt(body, i, LATER_MEMBER)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsAt(byte[] body, int at, byte[] word) {
        for (int i = 0; i < word.length; i++) {
            if (body[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    /** Every {@code [N] } at the start of a line, which in JSON follows a quote or an escaped line break. */
    private static Buffer reply(byte[] body) {
        Buffer reply = Buffer.buffer(1_024).appendString(BEFORE);
        for (int i = 2; i < body.length; i++) {
            if (body[i] == '[' && startsLine(body, i)) {
                int end = i + 1;
                while (end < body.length && body[end] >= '0' && body[end] <= '9') {
                    end++;
                }
                if (end > i + 1 && end + 1 < body.length && body[end] == ']' && body[end + 1] == ' ') {
                    reply.appendBytes(body, i, end + 1 - i).appendString(" POSITIVE\\n");
                }
                i = end;
            }
        }
        return reply.appendString(AFTER);
    }

    private static boolean startsLine(byte[] body, int at) {
        return body[at - 1] == '"' || (body[at - 1] == 'n' && body[at - 2] == '\\');
    }
}
