package dev.sheaf.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a connection is taken for that goes to an address and not to a name. */
class TlsTest {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final String WORD = "changeit";
    private static final Seal SEAL = new Seal(List.of(Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static PfxOptions certificate;
    private static HttpServer server;

    @BeforeAll
    static void begin() throws Exception {
        Path store = directory.resolve("hooks.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        int made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "hooks",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=hooks.example.com",
                        "-ext",
                        "san=dns:hooks.example.com",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        WORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(made).isZero();
        vertx = Vertx.vertx();
        certificate = new PfxOptions().setPath(store.toString()).setPassword(WORD);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setPfxKeyCertOptions(certificate))
                .requestHandler(request -> request.response().setStatusCode(204).end())
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterAll
    static void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Courier.Answer told(String host, HttpClientOptions options) {
        Doors doors = new Doors(
                new Reach(List.of("*"), List.of("127.0.0.0/8"), false),
                name -> Uni.createFrom().item(List.of(InetAddress.getLoopbackAddress())),
                vertx.createHttpClient(options.setKeepAlive(false)));
        Parcel parcel = new Parcel(
                "evt_1",
                "t",
                "job_1",
                "dev.sheaf.job.completed",
                "{}",
                "https://" + host + ":" + server.actualPort() + "/",
                0,
                Instant.EPOCH);
        return new Courier(doors, SEAL, BOUND, () -> Instant.EPOCH)
                .deliver(parcel)
                .await()
                .atMost(BOUND);
    }

    private static HttpClientOptions trusting() {
        return new HttpClientOptions().setPfxTrustOptions(certificate);
    }

    @Test
    void who_has_the_names_certificate_is_told() {
        assertThat(told("hooks.example.com", trusting()).said()).isEqualTo("status 204");
    }

    @Test
    void who_has_another_names_is_not() {
        assertThat(told("other.example.com", trusting()).said()).isEqualTo("no connection (SSLHandshakeException)");
    }

    @Test
    void who_has_one_that_nobody_vouches_for_is_not() {
        assertThat(told("hooks.example.com", new HttpClientOptions()).said())
                .isEqualTo("no connection (SSLHandshakeException)");
    }
}
