package dev.sheaf.openai;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * The provider's chat completions. Every reply comes back as it is, whatever its status; only a connection that cannot
 * be made or breaks is a failure. The key and what else every request carries is added where the client is built.
 */
@RegisterRestClient
@Path("chat/completions")
public interface ChatApi {

    /**
     * Asks for one completion.
     *
     * @param id the request's own id, the same on every attempt
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    Uni<Response> complete(@HeaderParam("X-Client-Request-Id") String id, ChatCompletionRequest body);
}
