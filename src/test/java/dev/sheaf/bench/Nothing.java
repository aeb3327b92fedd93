package dev.sheaf.bench;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** A POST of JSON that does nothing, in the service's own process: no request of the service can be quicker. */
@Path("/bench/nothing")
@IfBuildProfile("bench")
public class Nothing {

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<String> nothing(byte[] body) {
        return Uni.createFrom().item("{\"answers\":[]}");
    }
}
