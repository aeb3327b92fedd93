package dev.sheaf.rest;

import dev.sheaf.app.KeyedResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Tenants, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(KeyedResource.class)
class TenantsResourceIT extends TenantsResourceTest {}
