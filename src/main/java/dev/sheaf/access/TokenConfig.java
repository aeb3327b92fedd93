package dev.sheaf.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** Tokens of an OpenID provider, that are taken beside keys. */
@ConfigMapping(prefix = "sheaf.access.oidc")
public interface TokenConfig {

    /** Who issues them, as their claim {@code iss} has it. Absent: no tokens are taken. */
    Optional<String> issuer();

    /** Where its public keys are, as a JSON Web Key Set. Absent: where the issuer's discovery document says. */
    Optional<URI> jwks();

    /** For whom they have to be issued, as one of their claim {@code aud}. */
    Optional<String> audience();

    /** The claim that names the tenant; a path with dots leads into objects. A token without it lets nobody in. */
    @WithDefault("tenant")
    String tenantClaim();

    /** The claim that names roles: an array, or words with spaces between them. Words that are no roles of ours are passed over. */
    @WithDefault("roles")
    String rolesClaim();

    /** How far its clock and ours may be apart. More: tokens live that much longer. */
    @WithDefault("PT30S")
    @DurationMin
    @DurationMax(minutes = 5)
    Duration leeway();
}
