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

/** Takes what is posted to it, on the loopback; what it answers is up to the test. */
public final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
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
        exchange.sendResponseHeaders(now, -1);
        exchange.close();
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
