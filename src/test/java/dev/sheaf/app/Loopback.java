package dev.sheaf.app;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server on a loopback port with an event loop of its own, until its test ends; spoken to byte by byte. */
public final class Loopback implements AfterEachCallback, AutoCloseable {
    private static final int BOUND_MILLIS = 30_000;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;

    private Loopback(Function<Vertx, Handler<HttpServerRequest>> how) {
        server = vertx.createHttpServer()
                .requestHandler(how.apply(vertx))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** @param how called with every request before any of its body was read */
    public static Loopback answering(Handler<HttpServerRequest> how) {
        return new Loopback(vertx -> how);
    }

    /** A server that fails, and says so after a second. */
    public static Loopback late(int status) {
        return new Loopback(vertx -> request -> vertx.setTimer(
                1_000, now -> request.response().setStatusCode(status).end()));
    }

    public static Loopback routing(Consumer<Router> routes) {
        return new Loopback(vertx -> {
            Router router = Router.router(vertx);
            routes.accept(router);
            return router;
        });
    }

    /** The loops that its connections are on. */
    Iterable<EventExecutor> loops() {
        return vertx.nettyEventLoopGroup();
    }

    public int port() {
        return server.actualPort();
    }

    /** A connection whose reader gives up after half a minute. */
    public Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(BOUND_MILLIS);
        return socket;
    }

    public static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** The reply's version and status, and nothing behind them. */
    public static String head(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
