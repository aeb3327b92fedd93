package dev.sheaf.rest;

import dev.sheaf.app.PackagedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Request files, checked by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(PackagedResource.class)
class ValidationsIT extends ValidationsTest {}
