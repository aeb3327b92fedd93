package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** Models that are no tasks. */
interface OtherModels {

    /** As they are described. Never fails. */
    Uni<List<ObjectNode>> list();

    /** Also one that is on no list. Fails where nobody can say whether there is such a model. */
    Uni<Optional<ObjectNode>> find(String id);
}
