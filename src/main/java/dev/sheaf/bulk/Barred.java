package dev.sheaf.bulk;

import dev.sheaf.model.ModelFailure;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a reply says that only people can cure: a key to be changed, or a bill to be paid. It is no answer to anything. */
final class Barred {
    private static final int UNPAID = 402;
    private static final Set<String> QUOTA =
            Set.of("insufficient_quota", "billing_hard_limit_reached", "billing_not_active");

    private Barred() {}

    /** @param code of the error, where it has one */
    static Optional<ModelFailure> by(int status, @Nullable String code) {
        if (status == UNPAID || code != null && QUOTA.contains(code)) {
            return Optional.of(new ModelFailure.QuotaExhausted());
        }
        return status == 401 || status == 403 ? Optional.of(new ModelFailure.Unauthorized(status)) : Optional.empty();
    }
}
