package dev.sheaf.rest;

import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** Streams of answers, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(ServiceResource.class)
class StreamIT extends StreamTest {}
