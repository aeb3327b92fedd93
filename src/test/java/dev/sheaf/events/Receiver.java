package dev.sheaf.events;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Takes what is posted to it, on the loopback; what it answers is up to the test. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile @Nullable File file;
    private volatile IntUnaryOperator status = number -> 204;

    /** @param headers by their names in lower case */
    public record Call(String path, Map<String, String> headers, byte[] body) {
        public Seal.Message message() {
            return new Seal.Message(
                    headers.getOrDefault(Seal.ID, ""),
                    headers.getOrDefault(Seal.TIMESTAMP, ""),
                    headers.getOrDefault(Seal.SIGNATURE, ""),
                    body);
        }
    }

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(work -> {
                Thread thread = new Thread(work, "receiver");
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", this::take);
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, all) -> headers.put(name.toLowerCase(Locale.ROOT), all.get(0)));
        int now = status.applyAsInt(calls.size() + 1);
        calls.add(new Call(exchange.getRequestURI().toString(), headers, body));
        exchange.getResponseHeaders().set("Location", uri("/elsewhere").toString());
        File served = file;
        if (served == null) {
            exchange.sendResponseHeaders(now, -1);
        } else {
            serve(exchange, served);
        }
        exchange.close();
    }

    /** @param said how long it says to be; -1: nothing */
    private record File(String type, String encoding, byte[] bytes, long said) {}

    private static void serve(HttpExchange exchange, File file) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", file.type);
        if (!file.encoding.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Encoding", file.encoding);
        }
        exchange.sendResponseHeaders(200, file.said);
        exchange.getResponseBody().write(file.bytes);
        exchange.getResponseBody().flush();
    }

    /** @param encoding empty: none */
    public void serving(String type, String encoding, byte[] bytes) {
        file = new File(type, encoding, bytes, bytes.length);
    }

    /** Ends in the middle. */
    public void breakingOff(String type, byte[] bytes) {
        file = new File(type, "", bytes, bytes.length + 1_000L);
    }

    /** @param answers the status by the number of the call, from 1 */
    public void answering(IntUnaryOperator answers) {
        status = answers;
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port() + path);
    }

    int port() {
        return server.getAddress().getPort();
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
