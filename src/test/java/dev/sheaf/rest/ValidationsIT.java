package dev.sheaf.rest;

import dev.sheaf.app.DatabaseResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Request files that are held to their rules, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(DatabaseResource.class)
class ValidationsIT extends ValidationsTest {}
