package dev.sheaf.abuse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** A sender who begins a request and never ends it. */
final class Held {
    private final Socket socket;

    private Held(Socket socket) {
        this.socket = socket;
    }

    /** @param number which place of the request it stops at */
    static Held begin(int port, String key, int number) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        String authorization = "Authorization: Bearer " + key + "\r\n";
        String rows =
                "POST /jobs?task=abuse&lane=batch HTTP/1.1\r\nHost: a\r\nContent-Type: text/csv\r\n" + authorization;
        String json =
                "POST /tasks/abuse/answers HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + authorization;
        String file = "POST /v1/files HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                + authorization;
        String begun =
                switch (number % 5) {
                    case 0 -> rows + "Content-Length: 1000\r\n\r\ntext\na";
                    case 1 -> rows + "Transfer-Encoding: chunked\r\n\r\n5\r\ntext\n\r\n";
                    case 2 -> json + "Content-Length: 1000\r\n\r\n{\"text\":";
                    case 3 -> file + "Content-Length: 1000\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"file\"";
                    default -> json;
                };
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return new Held(socket);
    }

    /** Whether the service closes the connection by then; this end is closed afterwards. */
    boolean isLetGo(Instant patience) {
        try (socket) {
            socket.setSoTimeout(
                    (int) Math.max(1, Duration.between(Instant.now(), patience).toMillis()));
            byte[] block = new byte[1_024];
            while (socket.getInputStream().read(block) >= 0) {
                // a word before it goes
                continue;
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
