package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cli.SheafClient.Reply;
import dev.sheaf.rows.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Tenants' data at a service; what cannot be had is a failure of the command. */
final class RemoteTenants {
    /** A large one's takes its time. */
    private static final Duration TIMEOUT = Duration.ofHours(6);

    private final RemoteJobs service;
    private final SheafClient client;

    private RemoteTenants(SheafClient client) {
        this.service = new RemoteJobs(client);
        this.client = client;
    }

    static RemoteTenants of(Shell shell) {
        return new RemoteTenants(new SheafClient(RemoteTasks.address(shell), shell.variable("SHEAF_KEY"), TIMEOUT));
    }

    /** How many rows went, by tables. */
    JsonNode erase(String tenant, boolean force) {
        Reply reply = client.eraseTenant(tenant, force);
        if (!reply.ok()) {
            throw service.failure(reply);
        }
        return reply.body().path("rows");
    }

    void export(String tenant, Output output) {
        try {
            HttpResponse<InputStream> reply = client.tenant(tenant);
            try (InputStream in = reply.body();
                    OutputStream out = output.open()) {
                if (reply.statusCode() != 200) {
                    JsonNode problem = Json.lenient(in.readAllBytes());
                    throw service.failure(new Reply(reply.statusCode(), problem, null));
                }
                copy(in, out);
            }
            output.complete();
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw client.nobodyThere();
        } catch (IOException e) {
            throw CommandFailure.midway("The data did not come whole: " + SheafClient.said(e) + ".");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.midway("Interrupted.");
        }
    }

    /** Whole is what ends with the line that says so. */
    private static void copy(InputStream in, OutputStream out) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String last = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            last = line;
        }
        if (!last.startsWith("{\"end\":true")) {
            throw new IOException("its last line is missing");
        }
    }
}
