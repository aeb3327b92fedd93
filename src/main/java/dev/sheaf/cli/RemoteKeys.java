package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cli.SheafClient.Reply;
import java.time.Duration;

/** The keys of a service; what cannot be had is a failure of the command. */
final class RemoteKeys {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final RemoteJobs service;
    private final SheafClient client;

    private RemoteKeys(SheafClient client) {
        this.service = new RemoteJobs(client);
        this.client = client;
    }

    static RemoteKeys of(Shell shell) {
        return new RemoteKeys(new SheafClient(RemoteTasks.address(shell), shell.variable("SHEAF_KEY"), TIMEOUT));
    }

    /** With the key itself. */
    JsonNode create(ObjectNode wish) {
        return bodyOf(client.makeKey(wish), "key");
    }

    JsonNode list(String query) {
        return bodyOf(client.keys(query), "keys");
    }

    void revoke(String id) {
        Reply reply = client.revokeKey(id);
        if (!reply.ok()) {
            throw service.failure(reply);
        }
    }

    private JsonNode bodyOf(Reply reply, String member) {
        if (!reply.ok()) {
            throw service.failure(reply);
        }
        if (!reply.body().has(member)) {
            throw CommandFailure.refused("Something answers at " + client.address() + ", but it is not Sheaf.");
        }
        return reply.body();
    }
}
