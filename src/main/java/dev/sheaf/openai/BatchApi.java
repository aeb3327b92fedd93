package dev.sheaf.openai;

import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jspecify.annotations.Nullable;

/**
 * The provider's batches and the list of its files; what is as large as a file goes through {@link FileWire}. As with
 * {@link ChatApi} every reply comes back as it is.
 */
@RegisterRestClient
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public interface BatchApi {

    /** A page of files, newest first. */
    @GET
    @Path("files")
    Uni<Response> files(
            @QueryParam("purpose") String purpose,
            @QueryParam("order") String order,
            @QueryParam("limit") int limit,
            @QueryParam("after") @Nullable String after);

    @DELETE
    @Path("files/{file}")
    Uni<Response> deleteFile(@PathParam("file") String file);

    @POST
    @Path("batches")
    @Consumes(MediaType.APPLICATION_JSON)
    Uni<Response> create(BatchOrder order);

    @GET
    @Path("batches/{batch}")
    Uni<Response> batch(@PathParam("batch") String batch);

    @POST
    @Path("batches/{batch}/cancel")
    Uni<Response> cancel(@PathParam("batch") String batch);

    /** A page of batches, newest first. */
    @GET
    @Path("batches")
    Uni<Response> batches(@QueryParam("limit") int limit, @QueryParam("after") @Nullable String after);
}
