package dev.sheaf.rest;

import dev.sheaf.app.DoorResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Ticks without a key, let in by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(DoorResource.class)
class OpenTicksIT extends OpenTicksTest {}
