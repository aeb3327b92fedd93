package dev.sheaf.openai;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Files between the disk and the provider, as fast as the slower of the two. By Vert.x itself, for the REST client reads
 * files for a form on the event loop, and writes what it receives wherever it likes.
 */
final class FileWire {
    /** Of a bad reply nobody needs more. */
    private static final int LONGEST_TEXT = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final BatchAddress address;
    private final Map<String, String> headers;
    private final Time time;
    private final Pace pace;

    FileWire(Vertx vertx, HttpClient client, BatchAddress address, Map<String, String> headers, Time time, Pace pace) {
        this.vertx = vertx;
        this.client = client;
        this.address = address;
        this.headers = headers;
        this.time = time;
        this.pace = pace;
    }

    /** What came for a file; good replies have their body on the disk. */
    record Fetched(HttpReply reply, long bytes) {}

    /** Uploads a file; the reply, whatever its status. */
    Uni<HttpReply> upload(Form form, Path file) {
        RequestOptions options = options(HttpMethod.POST, address.of("files")).putHeader("Content-Type", form.type());
        return Transfer.of(vertx, time, pace, transfer -> new Upload(transfer, vertx.fileSystem(), file, form)
                .over(client, options));
    }

    /** Downloads a file's content, if the reply is a good one. */
    Uni<Fetched> fetch(String file, Path to) {
        RequestOptions options = options(HttpMethod.GET, address.of("files", file, "content"));
        return Transfer.of(
                vertx, time, pace, transfer -> new Download(transfer, vertx.fileSystem(), to).over(client, options));
    }

    private RequestOptions options(HttpMethod method, String uri) {
        RequestOptions options =
                new RequestOptions().setMethod(method).setAbsoluteURI(uri).putHeader("User-Agent", "sheaf");
        // the bytes as they are, so that they can be counted
        options.putHeader("Accept-Encoding", "identity");
        headers.forEach(options::putHeader);
        return options;
    }

    /** Reads a reply that is no file, as much of it as can be of use. */
    static void text(HttpClientResponse response, Consumer<HttpReply> reader) {
        Buffer text = Buffer.buffer();
        response.handler(more -> {
            int rest = LONGEST_TEXT - text.length();
            text.appendBuffer(more, 0, Math.min(rest, more.length()));
        });
        response.endHandler(end -> reader.accept(reply(response, text.toString(StandardCharsets.UTF_8))));
    }

    static HttpReply reply(HttpClientResponse response, String body) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach(header -> headers.putIfAbsent(header.getKey(), header.getValue()));
        return new HttpReply(response.statusCode(), headers, body);
    }
}
