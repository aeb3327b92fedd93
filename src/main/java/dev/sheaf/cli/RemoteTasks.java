package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cli.SheafClient.Reply;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/** The tasks that a service knows. */
final class RemoteTasks {
    private final SheafClient client;

    RemoteTasks(SheafClient client) {
        this.client = client;
    }

    /** The address that {@code SHEAF_URL} names. */
    static URI address(Shell shell) {
        String named = shell.variable("SHEAF_URL");
        String url = named == null ? "http://localhost:8080" : named;
        try {
            URI address = new URI(url.replaceAll("/+$", ""));
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (URISyntaxException e) {
            // told below
        }
        throw CommandFailure.refused(
                "SHEAF_URL is no address of a service: \"" + url + "\"; it looks like http://localhost:8080.");
    }

    /** One task with its definition and its versions; where there is none, the failure names those there are. */
    JsonNode find(String name) {
        Reply reply = client.task(name);
        if (reply.status() == 404) {
            throw CommandFailure.refused("There is no task \"" + name + "\" at " + client.address() + ". " + known());
        }
        return bodyOf(reply, "definition");
    }

    JsonNode list() {
        return bodyOf(client.tasks(), "tasks");
    }

    /** Makes the file's definition the task's newest version; the same definition again changes nothing. */
    JsonNode apply(TaskFile file) {
        Reply reply = client.put(file.name(), file.definition());
        if (reply.status() / 100 == 4) {
            throw CommandFailure.refused(file.source() + ": " + told(reply));
        }
        return bodyOf(reply, "definition");
    }

    void delete(String name) {
        Reply reply = client.delete(name);
        if (reply.status() == 404) {
            throw CommandFailure.refused("There is no task \"" + name + "\" at " + client.address() + ". " + known());
        }
        if (!reply.ok()) {
            throw failure(reply);
        }
    }

    private String known() {
        List<String> names = new ArrayList<>();
        list().path("tasks").forEach(task -> names.add(task.path("name").asText()));
        return names.isEmpty()
                ? "It knows no task yet: `sheaf task apply FILE.yaml` adds one."
                : "It knows: " + String.join(", ", names) + ".";
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

    private CommandFailure failure(Reply reply) {
        if (reply.status() / 100 == 5) {
            return CommandFailure.midway(client.address() + ": " + told(reply));
        }
        return CommandFailure.refused(client.address() + ": " + told(reply));
    }

    private static String told(Reply reply) {
        boolean keyWanted = reply.status() == 401 || reply.status() == 403;
        return reply.problem().sentence() + (keyWanted ? " Set SHEAF_KEY to a key of this service." : "");
    }
}
