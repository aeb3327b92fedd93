package dev.sheaf.rest;

import dev.sheaf.app.ServiceResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** A provider's troubles, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(ServiceResource.class)
class ProviderTroubleIT extends ProviderTroubleTest {}
