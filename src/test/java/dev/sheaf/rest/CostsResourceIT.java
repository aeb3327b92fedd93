package dev.sheaf.rest;

import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Costs, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(ServiceResource.class)
class CostsResourceIT extends CostsResourceTest {}
