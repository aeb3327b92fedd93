package dev.sheaf.gateway;

import static dev.sheaf.gateway.FilesDoor.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.app.Until;
import dev.sheaf.pack.Seeds;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files larger than what may be held of them, on connections that are cut, slow or gone. */
class FileStreamsTest {
    private static final int CHUNK = FileStore.CHUNK;
    private static final int LARGE = 48 << 20;

    private final FilesDoor door = new FilesDoor();

    @AfterEach
    void close() {
        door.close();
    }

    static List<Integer> seeds() {
        return Seeds.some(200);
    }

    private static byte[] content(Random random) {
        byte[] content = new byte[random.nextInt(3) * CHUNK + random.nextInt(CHUNK)];
        random.nextBytes(content);
        for (int i = 0; i < content.length / 1_000; i++) {
            byte[] trap = "\r\n--xYzZ\r\n".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(trap, 0, content, random.nextInt(content.length - trap.length), trap.length);
        }
        return content;
    }

    private static List<byte[]> cut(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0, to; at < bytes.length; at = to) {
            to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 200 : 100_000));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
        }
        return pieces;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void what_is_sent_in_any_pieces_is_what_is_got_in_any_ranges(int seed) {
        Random random = new Random(seed);
        byte[] content = content(random);
        MultipartBody form = random.nextBoolean()
                ? new MultipartBody().file("größe.jsonl", content).with("purpose", "batch")
                : new MultipartBody().with("purpose", "batch").file("größe.jsonl", content);

        String stored = text(door.send(
                "POST",
                "/v1/files",
                BodyPublishers.ofByteArrays(cut(form.bytes(), random)),
                "Content-Type",
                MultipartBody.TYPE));

        assertThat(stored).contains("\"bytes\":" + content.length, "\"filename\":\"größe.jsonl\"");
        assertThat(door.send("GET", "/v1/files/file-1/content").body()).isEqualTo(content);
        for (int i = 0; i < 5 && content.length > 0; i++) {
            int from = random.nextInt(content.length);
            int last = from + random.nextInt(content.length - from);
            assertThat(door.send("GET", "/v1/files/file-1/content", "Range", "bytes=" + from + "-" + last)
                            .body())
                    .as("%d-%d", from, last)
                    .isEqualTo(Arrays.copyOfRange(content, from, last + 1));
        }
    }

    private static byte[] request(String head, byte[] body) {
        byte[] lines = (head + "\r\nHost: localhost\r\nAuthorization: Bearer ours\r\nContent-Type: "
                        + MultipartBody.TYPE + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] request = Arrays.copyOf(lines, lines.length + body.length);
        System.arraycopy(body, 0, request, lines.length, body.length);
        return request;
    }

    private InetSocketAddress server() {
        return new InetSocketAddress("127.0.0.1", door.address("/").getPort());
    }

    @Test
    void a_caller_who_breaks_off_leaves_nothing_behind() throws IOException {
        byte[] request = request(
                "POST /v1/files HTTP/1.1",
                MultipartBody.batch(new byte[10 * CHUNK]).bytes());
        AtomicInteger chunks = new AtomicInteger();
        door.files.appending = append -> append.invoke(chunks::incrementAndGet);
        try (Socket socket = new Socket(server().getAddress(), server().getPort())) {
            socket.getOutputStream().write(request, 0, request.length / 2);
            Until.holds("some of it was stored", () -> chunks.get() > 0 && door.files.size() == 1);
        }
        Until.holds("all of it is gone", () -> door.files.size() == 0);
    }

    @Test
    void a_sender_is_held_back_while_a_chunk_is_stored() throws IOException {
        byte[] content = new byte[LARGE];
        new Random(1).nextBytes(content);
        ByteBuffer request = ByteBuffer.wrap(
                request("POST /v1/files HTTP/1.1", MultipartBody.batch(content).bytes()));
        Queue<UniEmitter<? super Void>> stalled = new ConcurrentLinkedQueue<>();
        door.files.appending =
                append -> Uni.createFrom().<Void>emitter(stalled::add).chain(() -> append);

        try (SocketChannel channel = SocketChannel.open(server())) {
            sendWhatIsTaken(channel, request);
            assertThat(request.remaining()).as("what the server does not take").isPositive();
            assertThat(stalled).as("chunks being stored").hasSize(1);

            door.files.appending = append -> append;
            stalled.remove().complete(null);
            channel.configureBlocking(true);
            while (request.hasRemaining()) {
                channel.write(request);
            }
            Until.holds("it is stored", () -> door.get("/v1/files").contains("file-1"));
        }
        assertThat(door.send("GET", "/v1/files/file-1/content").body()).isEqualTo(content);
    }

    /** Until the server has taken nothing for a while. */
    private static void sendWhatIsTaken(SocketChannel channel, ByteBuffer request) throws IOException {
        channel.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_WRITE);
            while (request.hasRemaining() && selector.select(1_000) > 0) {
                channel.write(request);
                selector.selectedKeys().clear();
            }
        }
    }

    @Test
    void one_chunk_at_a_time_is_stored_however_many_there_are() {
        AtomicInteger storing = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger chunks = new AtomicInteger();
        door.files.appending = append -> Uni.createFrom()
                .voidItem()
                .invoke(() -> most.accumulateAndGet(storing.incrementAndGet(), Math::max))
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> append)
                .invoke(storing::decrementAndGet)
                .invoke(chunks::incrementAndGet);

        assertThat(door.post(MultipartBody.batch(new byte[100 * CHUNK])).statusCode())
                .isEqualTo(200);

        assertThat(most.get()).isOne();
        assertThat(chunks.get()).isEqualTo(100);
    }

    @Test
    void a_reader_who_is_gone_is_read_for_no_more() throws IOException {
        door.post(MultipartBody.batch(new byte[LARGE]));
        AtomicInteger pieces = new AtomicInteger();
        AtomicInteger cancelled = new AtomicInteger();
        door.files.reading = read ->
                read.invoke(piece -> pieces.incrementAndGet()).onCancellation().invoke(cancelled::incrementAndGet);
        try (Socket socket = new Socket(server().getAddress(), server().getPort())) {
            socket.getOutputStream().write(request("GET /v1/files/file-1/content HTTP/1.1", new byte[0]));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        Until.holds("the reading is given up", () -> cancelled.get() == 1);
        assertThat(pieces.get()).isBetween(1, LARGE / CHUNK - 1);
    }

    @Test
    void a_file_that_is_deleted_while_it_is_got_breaks_the_reply_off() throws IOException {
        door.post(MultipartBody.batch(new byte[LARGE]));
        try (Socket socket = new Socket(server().getAddress(), server().getPort())) {
            socket.getOutputStream().write(request("GET /v1/files/file-1/content HTTP/1.1", new byte[0]));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
            assertThat(door.send("DELETE", "/v1/files/file-1").statusCode()).isEqualTo(200);

            assertThat(rest(socket)).isBetween(0L, (long) LARGE);
        }
    }

    /** Bytes until the connection is closed or reset. */
    private static long rest(Socket socket) {
        byte[] some = new byte[1 << 16];
        long read = 0;
        try {
            for (int count = 0; count >= 0; count = socket.getInputStream().read(some)) {
                read += count;
            }
        } catch (IOException reset) {
            return read;
        }
        return read;
    }
}
