package dev.sheaf.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static final TestConfig CONFIG = TestConfig.at(URI.create("https://api.openai.com/v1"));

    @Test
    void a_key_is_a_bearer_token() {
        assertThat(new Credentials(CONFIG.withKey("key-1 \n")).headers())
                .containsEntry("Authorization", "Bearer key-1")
                .doesNotContainKey("api-key");
    }

    @Test
    void azure_wants_it_in_a_header_of_its_own() {
        URI azure = URI.create("https://mine.openai.azure.com/openai/v1");

        assertThat(new Credentials(TestConfig.at(azure).withKey("key-1")).headers())
                .containsEntry("api-key", "key-1")
                .doesNotContainKey("Authorization");
    }

    @Test
    void a_host_that_only_looks_like_azure_gets_a_bearer_token() {
        URI other = URI.create("https://openai.azure.com.example.org/v1");

        assertThat(new Credentials(TestConfig.at(other)).headers()).containsKey("Authorization");
    }

    @Test
    void without_a_key_there_is_no_header() {
        assertThat(new Credentials(CONFIG.withKey(null)).headers()).containsOnlyKeys("OpenAI-Organization");
    }

    @Test
    void a_key_that_cannot_be_sent_is_refused_without_being_shown() {
        assertThatThrownBy(() -> new Credentials(CONFIG.withKey("key-1\nkey-2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("key-1");
    }
}
