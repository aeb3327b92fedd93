package dev.sheaf.rest;

import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Request files, checked by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(ServiceResource.class)
class ValidationsIT extends ValidationsTest {}
