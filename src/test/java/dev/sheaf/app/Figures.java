package dev.sheaf.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;

/** A service's own metrics at one moment. */
record Figures(Map<String, Double> values) {

    static Figures of(HttpClient http, URI base) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve("/q/metrics")).build();
        Map<String, Double> values = new LinkedHashMap<>();
        http.send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> line.startsWith("sheaf_"))
                .forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                });
        return new Figures(values);
    }

    /** How much each has grown since then. */
    Map<String, Double> since(Figures before) {
        Map<String, Double> grown = new LinkedHashMap<>();
        values.forEach((name, value) -> grown.put(name, value - before.values.getOrDefault(name, 0.0)));
        return grown;
    }
}
