package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cli.SheafClient.Reply;
import java.io.IOException;
import java.net.http.HttpResponse;

/** The audits of a service. */
final class RemoteAudits {
    private final SheafClient client;

    RemoteAudits(SheafClient client) {
        this.client = client;
    }

    SheafClient client() {
        return client;
    }

    /** The audit that has begun, or what it would cost. */
    JsonNode order(String task, JsonNode order) {
        return found(client.audit(task, order));
    }

    /** @throws IOException where the service cannot be reached, or fails: it may be back soon */
    JsonNode look(String task, String id) throws IOException, InterruptedException {
        Reply reply = client.audit(task, id);
        if (reply.status() / 100 == 5 || reply.status() == 429) {
            throw new IOException(reply.problem().sentence());
        }
        return found(reply);
    }

    byte[] page(String task, String id) {
        try {
            HttpResponse<byte[]> response = client.auditPage(task, id);
            if (response.statusCode() != 200) {
                throw CommandFailure.midway(client.address() + " gave no page: status " + response.statusCode() + ".");
            }
            return response.body();
        } catch (IOException e) {
            throw CommandFailure.midway("No reply from " + client.address() + ": " + SheafClient.said(e) + '.');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.midway("Interrupted.");
        }
    }

    private JsonNode found(Reply reply) {
        if (!reply.ok()) {
            boolean keyWanted = reply.status() == 401 || reply.status() == 403;
            String told = client.address() + ": " + reply.problem().sentence()
                    + (keyWanted ? " Set SHEAF_KEY to a key of this service." : "");
            throw reply.status() / 100 == 5 ? CommandFailure.midway(told) : CommandFailure.refused(told);
        }
        if (!reply.body().has("estimate")) {
            throw CommandFailure.refused("Something answers at " + client.address() + ", but it is not Sheaf.");
        }
        return reply.body();
    }
}
