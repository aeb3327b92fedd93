package dev.sheaf.rest;

import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Who may do what, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(KeyedResource.class)
class AccessIT extends AccessTest {}
