package dev.sheaf.rest;

import dev.sheaf.app.WokenResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Events in, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(WokenResource.class)
class EventsResourceIT extends EventsResourceTest {}
