package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.access.AccessConfig;
import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.events.EventsConfig;
import dev.sheaf.events.Seal;
import dev.sheaf.events.Secret;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that are mounted as files. */
class SecretFilesTest {
    private static final String OPERATOR = "operator-in-a-file-0123456789-0123456789";
    private static final String NEW = "whsec_b2YgYSBmaWxlLCB0aGUgbmV3IG9uZSBvZiB0d28=";
    private static final String OLD = "whsec_b2YgYSBmaWxlLCB0aGUgb2xkIG9uZSBvZiB0d28=";
    private static final String SAID = "whsec_b2YgdGhlIGVudmlyb25tZW50LCBiZXNpZGUgaXQ=";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("secret");
    }

    private Path written(String text) throws IOException {
        return Files.writeString(file, text);
    }

    private static SmallRyeConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(AccessConfig.class)
                .withMapping(EventsConfig.class)
                .withDefaultValues(new HashMap<>(settings))
                .build();
    }

    private static AccessConfig access(Map<String, String> settings) {
        return config(settings).getConfigMapping(AccessConfig.class);
    }

    private static EventsConfig events(Map<String, String> settings) {
        return config(settings).getConfigMapping(EventsConfig.class);
    }

    private AccessConfig fromFile() {
        return access(Map.of("sheaf.access.admin-key-file", file.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {OPERATOR, OPERATOR + "\n", "  " + OPERATOR + " \r\nanother line\n"})
    void the_operators_key_is_the_first_line_of_its_file(String text) throws IOException {
        written(text);

        assertThat(AccessWiring.operator(fromFile()))
                .hasValueSatisfying(digest -> assertThat(digest.isOf(OPERATOR)).isTrue());
    }

    @Test
    void the_operators_key_itself_counts_more_than_its_file() throws IOException {
        written(OPERATOR);
        var both = access(Map.of(
                "sheaf.access.admin-key", "another-" + OPERATOR, "sheaf.access.admin-key-file", file.toString()));

        assertThat(AccessWiring.operator(both)).hasValueSatisfying(digest -> {
            assertThat(digest.isOf("another-" + OPERATOR)).isTrue();
            assertThat(digest.isOf(OPERATOR)).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n" + OPERATOR, "too-short-to-be-safe"})
    void a_file_without_a_safe_key_stops_the_start_and_is_not_repeated(String text) throws IOException {
        written(text);

        assertThatThrownBy(() -> AccessWiring.operator(fromFile()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("too short")
                .message()
                .doesNotContain(OPERATOR, "too-short-to-be-safe");
    }

    @Test
    void a_file_of_the_operators_key_that_is_not_there_is_named() {
        assertThatThrownBy(() -> AccessWiring.operator(fromFile()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(file.toString());
    }

    /** Whether the seal takes what is signed with this. */
    private static boolean takes(Seal seal, String secret) {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        String signature = new Seal(List.of(Secret.of(secret))).sign("id", NOW, body);
        var message = new Seal.Message("id", Long.toString(NOW.getEpochSecond()), signature, body);
        return seal.fault(message, NOW).isEmpty();
    }

    @Test
    void every_line_of_the_providers_file_counts_beside_what_is_said() throws IOException {
        written(NEW + "\n\n  " + OLD + " \r\n");
        Seal seal = EventsWiring.providerSeal(events(
                Map.of("sheaf.events.provider-secrets", SAID, "sheaf.events.provider-secrets-file", file.toString())));

        assertThat(List.of(NEW, OLD, SAID)).allMatch(secret -> takes(seal, secret));
    }

    @Test
    void callbacks_are_signed_with_every_line_of_their_file() throws IOException {
        written(NEW + "\n" + OLD + "\n");
        Seal seal =
                new EventsWiring().callbackSeal(events(Map.of("sheaf.events.callback-secrets-file", file.toString())));

        assertThat(List.of(NEW, OLD)).allMatch(secret -> takes(seal, secret));
        assertThat(takes(seal, SAID)).isFalse();
        assertThat(seal.sign("id", NOW, new byte[0]).split(" ")).hasSize(2);
    }

    @Test
    void neither_file_stands_for_the_other() throws IOException {
        written(NEW);
        Map<String, String> provider = Map.of("sheaf.events.provider-secrets-file", file.toString());
        Map<String, String> callback = Map.of("sheaf.events.callback-secrets-file", file.toString());

        assertThat(EventsWiring.providerSeal(events(provider)).isThere()).isTrue();
        assertThat(new EventsWiring().callbackSeal(events(provider)).isThere()).isFalse();
        assertThat(EventsWiring.providerSeal(events(callback)).isThere()).isFalse();
    }

    @Test
    void a_file_with_what_is_no_secret_stops_the_start_without_being_repeated() throws IOException {
        written(NEW + "\nwhsec_!not-base64!\n");

        assertThatThrownBy(() -> EventsWiring.providerSeal(
                        events(Map.of("sheaf.events.provider-secrets-file", file.toString()))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("sheaf.events.provider-secrets")
                .message()
                .doesNotContain("not-base64", NEW);
    }

    @Test
    void a_file_of_secrets_that_is_not_there_is_named() {
        assertThatThrownBy(() -> EventsWiring.providerSeal(
                        events(Map.of("sheaf.events.provider-secrets-file", file.toString()))))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(file.toString());
    }
}
