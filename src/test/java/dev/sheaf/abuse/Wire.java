package dev.sheaf.abuse;

import dev.sheaf.abuse.Attack.End;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends attacks, each over a connection of its own on the loopback, and says what came back. */
final class Wire {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
    private static final String HEAD_END = "\r\n\r\n";
    /** Longer than the service may think about anything that it was sent here. */
    private static final int PATIENCE = 60_000;

    private static final int GLANCE = 300;
    private static final int PEEK = 2_048;
    private static final int MOST = 4 << 20;

    private final InetSocketAddress service;

    Wire(int port) {
        this.service = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /**
     * What came back.
     *
     * @param status the reply's, or 0 where the connection was closed without one
     * @param text all of it that was read, head and body
     * @param hung whether nothing came in all the time that there was
     */
    record Reply(int status, String text, boolean hung) {
        private static final Pattern INJECTED = Pattern.compile("(?im)^x-injected");

        static Reply of(String text, boolean hung) {
            Matcher status = STATUS.matcher(text);
            return new Reply(status.lookingAt() ? Integer.parseInt(status.group(1)) : 0, text, hung);
        }

        /** Whether a sender had a header of its own put in. */
        boolean isInjected() {
            int end = text.indexOf(HEAD_END);
            return INJECTED.matcher(end < 0 ? text : text.substring(0, end)).find();
        }
    }

    Reply send(Attack attack) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(service, PATIENCE);
            socket.setTcpNoDelay(true);
            write(socket, attack.bytes());
            if (attack.end() == End.HANG_UP) {
                socket.setSoLinger(true, 0);
                return new Reply(0, "", false);
            }
            return read(socket, attack.end());
        }
    }

    /** The service may have said its word, and closed, before all of it was out. */
    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            return;
        }
    }

    private static Reply read(Socket socket, End end) throws IOException {
        InputStream in = socket.getInputStream();
        var read = new ByteArrayOutputStream();
        boolean waits = end != End.GLANCE;
        byte[] block = new byte[16 << 10];
        try {
            socket.setSoTimeout(waits ? PATIENCE : GLANCE);
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                read.write(block, 0, n);
                if (read.size() >= (end == End.READ ? MOST : PEEK)) {
                    break;
                }
                if (end == End.PEEK && text(read).contains(HEAD_END)) {
                    waits = false;
                    socket.setSoTimeout(GLANCE);
                }
            }
        } catch (SocketTimeoutException e) {
            return Reply.of(text(read), waits);
        } catch (IOException e) {
            // it was closed with something of ours unread
            return Reply.of(text(read), false);
        }
        return Reply.of(text(read), false);
    }

    private static String text(ByteArrayOutputStream read) {
        return read.toString(StandardCharsets.ISO_8859_1);
    }
}
