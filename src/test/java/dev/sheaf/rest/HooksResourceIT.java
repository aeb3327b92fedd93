package dev.sheaf.rest;

import dev.sheaf.app.WokenResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Webhooks of the provider, heard by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(WokenResource.class)
class HooksResourceIT extends HooksResourceTest {}
