package dev.sheaf.gateway;

import dev.sheaf.app.SimulatorResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The official client's chats, by the packaged program. */
@QuarkusIntegrationTest
@WithTestResource(SimulatorResource.class)
class ChatSdkIT extends ChatSdkTest {}
