package dev.sheaf.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Callers of the service, as a process of their own: reads a {@link Load} a line, runs it, and says its {@link Measured}
 * on a line.
 */
final class LoadGenerator {
    private LoadGenerator() {}

    public static void main(String[] arguments) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(Callers.run(Load.parse(order)).line());
        }
    }
}
