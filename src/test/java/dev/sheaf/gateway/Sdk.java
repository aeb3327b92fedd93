package dev.sheaf.gateway;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.net.URI;
import java.time.Duration;

/** The official client, as its users set it up for a server of another address. */
final class Sdk {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private Sdk() {}

    /** @param service its root, without the wire's version; to be closed after the test */
    static OpenAIClient client(URI service) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(service.resolve("/v1").toString())
                .apiKey("sk-any")
                .timeout(BOUND)
                .maxRetries(0)
                .build();
    }
}
