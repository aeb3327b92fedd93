package dev.sheaf.app;

import dev.sheaf.bulk.JobFile;
import dev.sheaf.rest.JobView;
import dev.sheaf.rest.Problem;
import dev.sheaf.rest.TickView;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * For a native executable: records that are written as JSON by reflection, where no resource's signature names them. Those of
 * the provider's wire say it themselves.
 */
@RegisterForReflection(targets = {JobFile.class, JobView.class, Problem.class, TickView.class})
final class NativeHints {
    private NativeHints() {}
}
