package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cli.SheafClient.Reply;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The jobs of a service; what cannot be had is a failure of the command. */
final class RemoteJobs {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final SheafClient client;

    RemoteJobs(SheafClient client) {
        this.client = client;
    }

    static RemoteJobs of(Shell shell) {
        return new RemoteJobs(new SheafClient(RemoteTasks.address(shell), shell.variable("SHEAF_KEY"), TIMEOUT));
    }

    SheafClient client() {
        return client;
    }

    JsonNode list(String query) {
        return bodyOf(client.jobs(query), "jobs");
    }

    JsonNode find(String id) {
        try {
            return found(client.job(id), id);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw client.nobodyThere();
        } catch (IOException e) {
            throw CommandFailure.refused("No reply from " + client.address() + ": " + SheafClient.said(e) + '.');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.midway("Interrupted.");
        }
    }

    JsonNode estimate(String query, InputStream rows, String contentType) {
        try {
            Reply reply = client.estimate(query, BodyPublishers.ofInputStream(() -> rows), contentType);
            return bodyOf(reply, "strategies");
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw client.nobodyThere();
        } catch (IOException e) {
            throw CommandFailure.refused("No reply from " + client.address() + ": " + SheafClient.said(e) + '.');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.midway("Interrupted.");
        }
    }

    JsonNode costs(String query) {
        return bodyOf(client.costs(query), "costs");
    }

    /** @throws IOException where the service cannot be reached, or fails: it may be back soon */
    JsonNode look(String id) throws IOException, InterruptedException {
        Reply reply = client.job(id);
        if (reply.status() / 100 == 5 || reply.status() == 429) {
            throw new IOException(reply.problem().sentence());
        }
        return found(reply, id);
    }

    JsonNode cancel(String id) {
        return found(client.change(id, "cancel"), id);
    }

    JsonNode pause(String id) {
        return found(client.change(id, "pause"), id);
    }

    /** @param cap what it may spend in all; absent: as before */
    JsonNode resume(String id, @Nullable BigDecimal cap) {
        String action = cap == null ? "resume" : "resume?cap=" + cap.toPlainString();
        return found(client.change(id, action), id);
    }

    /** The job, and how many items are asked again. */
    JsonNode retry(String id) {
        return found(client.change(id, "retry"), id);
    }

    /** @param accept the media type, or any */
    InputStream answers(String id, String query, String accept) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.jobAnswers(id, query, accept);
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            JsonNode problem = Json.lenient(body.readAllBytes());
            throw failure(new Reply(response.statusCode(), problem, null), id);
        }
    }

    private JsonNode found(Reply reply, String id) {
        if (!reply.ok()) {
            throw failure(reply, id);
        }
        return bodyOf(reply, reply.body().has("job") ? "job" : "id");
    }

    private CommandFailure failure(Reply reply, String id) {
        return reply.problem().code().equals("unknown_job")
                ? CommandFailure.refused("There is no job \"" + id + "\" at " + client.address()
                        + ". `sheaf jobs` lists those there are.")
                : failure(reply);
    }

    CommandFailure failure(Reply reply) {
        boolean keyWanted = reply.status() == 401 || reply.status() == 403;
        String told = client.address() + ": " + reply.problem().sentence()
                + (keyWanted ? " Set SHEAF_KEY to a key of this service." : "");
        return reply.status() / 100 == 5 ? CommandFailure.midway(told) : CommandFailure.refused(told);
    }

    private JsonNode bodyOf(Reply reply, String member) {
        if (!reply.ok()) {
            throw failure(reply);
        }
        if (!reply.body().has(member)) {
            throw CommandFailure.refused("Something answers at " + client.address() + ", but it is not Sheaf.");
        }
        return reply.body();
    }
}
