package dev.sheaf.bench.packaged;

import dev.sheaf.bench.Report;
import dev.sheaf.bench.Spread;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Files on the provider's wire, up and down, in the packaged service with its own database. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "what a process took at most stands in /proc")
class FilesBench {
    private static final int MEGABYTES = Integer.getInteger("sheaf.bench.file-megabytes", 200);
    private static final int ROUNDS = Integer.getInteger("sheaf.bench.rounds", 3);
    private static final int FEW_MEGABYTES = 2;
    private static final int MEGABYTE = 1 << 20;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final String BOUNDARY = "sheaf-bench";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What a round came to, in MB of 1,048,576 bytes a second. */
    private record Round(double up, double down, double peakMegabytes) {}

    @Test
    void measure() throws Exception {
        try (Scratch scratch = Scratch.in(Path.of("target"));
                Installation service = Installation.start(scratch.path())) {
            URI files = service.address().resolve("/v1/files");
            List<Round> few = rounds(service, files, file(scratch, FEW_MEGABYTES));
            List<Round> many = rounds(service, files, file(scratch, MEGABYTES));
            new Report("files", "Files up and down")
                    .says(
                            "%d round(s) of each size, one after the other in one service. Min / **median** / max over the rounds.",
                            ROUNDS)
                    .table(
                            "MB | up, MB/s | down, MB/s | peak RSS of the service so far, MB",
                            List.of(row(FEW_MEGABYTES, few), row(MEGABYTES, many)))
                    .publish();
        }
    }

    private static String row(int megabytes, List<Round> rounds) {
        return String.format(
                Locale.ROOT,
                "%d | %s | %s | %s",
                megabytes,
                spread(rounds, Round::up),
                spread(rounds, Round::down),
                spread(rounds, Round::peakMegabytes));
    }

    private static String spread(List<Round> rounds, ToDoubleFunction<Round> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray()).text(0);
    }

    /** Lines as a batch has them. */
    private static Path file(Scratch scratch, int megabytes) throws IOException {
        Path file = scratch.path().resolve(megabytes + ".jsonl");
        byte[] line = ("{\"custom_id\":\"1\",\"body\":\"" + "x".repeat(1_024 - 28) + "\"}\n")
                .getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (long written = 0; written < (long) megabytes * MEGABYTE; written += line.length) {
                out.write(line);
            }
        }
        return file;
    }

    private List<Round> rounds(Installation service, URI files, Path file) throws Exception {
        List<Round> rounds = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            long begin = System.nanoTime();
            String id = post(files, file);
            long stored = System.nanoTime();
            long size = get(URI.create(files + "/" + id + "/content"));
            long end = System.nanoTime();
            if (size != Files.size(file)) {
                throw new IllegalStateException("of " + Files.size(file) + " bytes " + size + " came back");
            }
            rounds.add(new Round(rate(size, stored - begin), rate(size, end - stored), service.peakMegabytes()));
            delete(URI.create(files + "/" + id));
        }
        return rounds;
    }

    private static double rate(long bytes, long nanos) {
        return bytes / (double) MEGABYTE / (nanos / 1e9);
    }

    private static HttpRequest.Builder to(URI address) {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer bench");
    }

    private String post(URI files, Path file) throws IOException, InterruptedException {
        String head = "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--"
                + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bench.jsonl\"\r\n\r\n";
        HttpRequest request = to(files)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(BodyPublishers.concat(
                        BodyPublishers.ofString(head),
                        BodyPublishers.ofFile(file),
                        BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n")))
                .build();
        String reply = expectOk(client.send(request, BodyHandlers.ofString())).body();
        Matcher id = ID.matcher(reply);
        if (!id.find()) {
            throw new IllegalStateException("no file: " + reply);
        }
        return id.group(1);
    }

    private long get(URI content) throws IOException, InterruptedException {
        try (InputStream body = expectOk(client.send(to(content).build(), BodyHandlers.ofInputStream()))
                .body()) {
            return body.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void delete(URI file) throws IOException, InterruptedException {
        expectOk(client.send(to(file).DELETE().build(), BodyHandlers.discarding()));
    }

    private static <T> HttpResponse<T> expectOk(HttpResponse<T> reply) {
        if (reply.statusCode() != 200) {
            throw new IllegalStateException("status " + reply.statusCode() + ": " + reply.body());
        }
        return reply;
    }
}
