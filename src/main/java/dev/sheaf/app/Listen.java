package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Where the service listens.
 *
 * @param port 0: a free one
 */
record Listen(String host, int port) {

    private static final int HIGHEST_PORT = 65_535;

    Listen {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new Refused("A port is a number from 0 (a free one) to 65535.");
        }
    }

    static Listen decide(Settings settings) {
        String host = settings.find("quarkus.http.host").orElse("localhost");
        return new Listen(host, number(settings.find("quarkus.http.port").orElse("8080")));
    }

    /** Whether nobody else can reach it. */
    boolean isLoopback() {
        return isLoopback(host);
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static int number(String port) {
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Says it in one sentence, and before a database is started, where the port is taken.
     *
     * @throws Refused where another program listens there
     */
    void check() {
        if (port == 0) {
            return;
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new Refused("Port " + port + " of " + host + " cannot be had (" + e.getMessage()
                    + "): end the program that uses it, or choose another with --port.");
        }
    }
}
