package dev.sheaf.app;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Tokens at the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(DoorResource.class)
class TokensIT extends TokensTest {}
