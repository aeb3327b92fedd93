package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sheaf.cli.Programs.Refused;
import dev.sheaf.cli.Programs.ServeOptions;
import dev.sheaf.cli.Programs.SimulateOptions;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartupTest {

    private static final ServeOptions NO_OPTIONS = new ServeOptions(null, null, Map.of());
    private static final String KEY = "sk-secret-key";

    @Test
    void without_a_key_it_refuses_in_one_sentence_with_both_ways_out() {
        assertThatThrownBy(() -> decide(Map.of()))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("OPENAI_API_KEY")
                .hasMessageContaining("--simulator")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_blank_key_is_no_key() {
        assertThatThrownBy(() -> decide(Map.of("OPENAI_API_KEY", "  "))).isInstanceOf(Refused.class);
    }

    @Test
    void a_key_is_for_the_providers_own_address() {
        assertThat(decide(Map.of("OPENAI_API_KEY", KEY)).provider())
                .isEqualTo(openAi(
                        Map.of("sheaf.openai.base-url", "https://api.openai.com/v1", "sheaf.openai.api-key", KEY)));
    }

    @Test
    void organization_and_project_are_those_of_the_official_clients() {
        Map<String, String> environment =
                Map.of("OPENAI_API_KEY", KEY, "OPENAI_ORG_ID", "org-1", "OPENAI_PROJECT_ID", "proj-1");
        assertThat(((Provider.OpenAi) decide(environment).provider()).properties())
                .containsEntry("sheaf.openai.organization", "org-1")
                .containsEntry("sheaf.openai.project", "proj-1");
    }

    @Test
    void a_server_of_ones_own_needs_no_key() {
        assertThat(decide(Map.of("OPENAI_BASE_URL", "http://gpu:8000/v1/")).provider())
                .isEqualTo(openAi(Map.of("sheaf.openai.base-url", "http://gpu:8000/v1")));
    }

    @Test
    void the_usual_address_written_out_still_needs_a_key() {
        assertThatThrownBy(() -> decide(Map.of("OPENAI_BASE_URL", "https://api.openai.com/v1/")))
                .isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu:8000", "ftp://gpu/v1", "http:///v1", "not an address"})
    void a_base_url_that_is_none_is_refused(String baseUrl) {
        assertThatThrownBy(() -> decide(Map.of("OPENAI_BASE_URL", baseUrl)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("OPENAI_BASE_URL");
    }

    @ParameterizedTest
    @CsvSource({
        "off,  key,    openai",
        "auto, key,    openai",
        "on,   key,    simulator",
        "auto, no key, simulator",
        "on,   no key, simulator",
        "off,  no key, refused"
    })
    void the_simulator_is_taken_as_it_was_asked_for(String mode, String key, String taken) {
        Map<String, String> environment = new HashMap<>(Map.of("SHEAF_SIMULATOR", mode));
        if (key.equals("key")) {
            environment.put("OPENAI_API_KEY", KEY);
        }
        assertThat(provider(environment)).isEqualTo(taken);
    }

    @Test
    void the_command_line_counts_more_than_the_environment() {
        Map<String, String> environment = Map.of("SHEAF_SIMULATOR", "off", "QUARKUS_HTTP_PORT", "1");
        Startup startup = decide(environment, new ServeOptions("on", 8081, Map.of("sheaf.simulator-seed", "7")));

        assertThat(startup.provider())
                .isEqualTo(simulated("", 7, Duration.ofMillis(200), 1, Path.of(".sheaf/simulator")));
        assertThat(startup.listen()).isEqualTo(new Listen("localhost", 8081));
        assertThat(startup.said()).containsEntry("quarkus.http.port", "8081");
    }

    @Test
    void the_simulator_is_set_like_the_one_that_runs_alone() {
        Map<String, String> environment = Map.of(
                "SHEAF_SIMULATOR", "on",
                "SHEAF_SIMULATOR_FAULTS", "all=0.05",
                "SHEAF_SIMULATOR_SEED", "3",
                "SHEAF_SIMULATOR_LATENCY", "1s",
                "SHEAF_SIMULATOR_SPEED", "1000",
                "SHEAF_EMBEDDED_DIRECTORY", "here");
        assertThat(decide(environment).provider())
                .isEqualTo(simulated("all=0.05", 3, Duration.ofSeconds(1), 1000, Path.of("here/simulator")));
    }

    @Test
    void a_mode_that_is_none_is_refused() {
        assertThatThrownBy(() -> decide(Map.of("SHEAF_SIMULATOR", "maybe")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("on, off and auto");
    }

    @Test
    void without_a_database_the_embedded_one_is_taken() {
        assertThat(decide(Map.of("OPENAI_API_KEY", KEY)).database())
                .isEqualTo(new Database.Embedded(
                        Path.of(".sheaf").toAbsolutePath(), Path.of(".sheaf").toAbsolutePath()));
    }

    @Test
    void where_the_embedded_one_is_not_wanted_it_refuses_and_names_the_way_out() {
        assertThatThrownBy(() -> decide(Map.of("OPENAI_API_KEY", KEY, "SHEAF_EMBEDDED_DATABASE", "false")))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("DATABASE_URL");
    }

    @Test
    void a_database_url_sets_both_drivers_and_who_logs_in() {
        assertThat(database(Map.of("DATABASE_URL", "postgres://user:pa%40ss@db.example:5433/my%20data")))
                .containsOnly(
                        Map.entry("quarkus.datasource.reactive.url", "postgresql://db.example:5433/my%20data"),
                        Map.entry("quarkus.datasource.jdbc.url", "jdbc:postgresql://db.example:5433/my%20data"),
                        Map.entry("quarkus.datasource.username", "user"),
                        Map.entry("quarkus.datasource.password", "pa@ss"));
    }

    @ParameterizedTest
    @CsvSource({
        "postgresql://h,                 //h:5432/postgres",
        "postgres://u@h,                 //h:5432/u",
        "postgres://u@/d,                //localhost:5432/d",
        "postgresql://[::1]:6000/d,      //[::1]:6000/d",
        "postgresql://u:p%2F%3F%23+@h/d, //h:5432/d",
        "postgresql://u:p@x@h/d,         //h:5432/d"
    })
    void whatever_libpq_lets_away_is_filled_in(String url, String location) {
        assertThat(database(Map.of("DATABASE_URL", url)))
                .containsEntry("quarkus.datasource.reactive.url", "postgresql:" + location)
                .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql:" + location);
    }

    @Test
    void tls_is_asked_of_both_drivers_alike() {
        assertThat(database(Map.of("DATABASE_URL", "postgres://u:p@h/d?sslmode=require&channel_binding=require")))
                .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql://h:5432/d?sslmode=require")
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", "require")
                .containsEntry("quarkus.datasource.reactive.trust-all", "true");
    }

    @Test
    void a_mode_that_verifies_trusts_the_given_authority_only() {
        assertThat(database(
                        Map.of("DATABASE_URL", "postgres://u:p@h/d?sslmode=verify-full&sslrootcert=/ca%20s/ca.pem")))
                .containsEntry(
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://h:5432/d?sslmode=verify-full&sslrootcert=%2Fca%20s%2Fca.pem")
                .containsEntry("quarkus.datasource.reactive.postgresql.ssl-mode", "verify-full")
                .containsEntry("quarkus.datasource.reactive.trust-all", "false")
                .containsEntry("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS")
                .containsEntry("quarkus.datasource.reactive.trust-certificate-pem.certs", "/ca s/ca.pem");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://user:hidden@host/db",
                "user:hidden@host",
                "postgres://user:hidden@host:none/db",
                "postgres://user:hidden%4@host/db",
                "postgres://user:hidden@one,two/db"
            })
    void an_address_that_cannot_be_read_is_refused_without_being_shown(String url) {
        assertThatThrownBy(() -> database(Map.of("DATABASE_URL", url)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("DATABASE_URL")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void one_datasource_url_gives_the_other() {
        assertThat(database(Map.of("QUARKUS_DATASOURCE_REACTIVE_URL", "vertx-reactive:postgresql://h:1/d")))
                .containsOnly(Map.entry("quarkus.datasource.jdbc.url", "jdbc:postgresql://h:1/d"));
        assertThat(database(Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://h:1/d?user=u&password=p&sslmode=prefer")))
                .containsOnly(
                        Map.entry("quarkus.datasource.reactive.url", "postgresql://h:1/d"),
                        Map.entry("quarkus.datasource.reactive.postgresql.ssl-mode", "prefer"),
                        Map.entry("quarkus.datasource.reactive.trust-all", "true"),
                        Map.entry("quarkus.datasource.username", "u"),
                        Map.entry("quarkus.datasource.password", "p"));
    }

    @Test
    void two_datasource_urls_stand_as_they_are() {
        assertThat(database(Map.of(
                        "QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://a,b/d",
                        "QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://a,b/d",
                        "DATABASE_URL", "postgres://other/d")))
                .isEmpty();
    }

    @Test
    void a_configured_user_counts_more_than_the_urls() {
        assertThat(database(Map.of(
                        "DATABASE_URL", "postgres://u:p@h/d",
                        "QUARKUS_DATASOURCE_USERNAME", "me",
                        "QUARKUS_DATASOURCE_PASSWORD", "mine")))
                .doesNotContainKeys("quarkus.datasource.username", "quarkus.datasource.password");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_password_arrives_as_it_was_written(long seed) {
        String password = new Random(seed)
                .ints(8, 0, 10)
                .mapToObj("$$$\\{}:a+@"::substring)
                .map(rest -> rest.substring(0, 1))
                .collect(Collectors.joining());
        Map<String, String> properties = database(Map.of("DATABASE_URL", "postgres://u:" + password + "@h/d"));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "prepared", 500))
                .build();
        assertThat(config.getValue("quarkus.datasource.password", String.class)).isEqualTo(password);
    }

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @Test
    void no_secret_shows_in_what_is_printed() {
        Map<String, String> environment =
                Map.of("OPENAI_API_KEY", KEY, "DATABASE_URL", "postgres://user:hidden@host/db");
        Startup startup = decide(environment);
        assertThat(startup.toString()
                        + startup.provider().inWords()
                        + startup.database().inWords())
                .doesNotContain(KEY, "hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "http", ""})
    void a_port_that_is_none_is_refused(String port) {
        ServeOptions options = new ServeOptions("on", null, Map.of("quarkus.http.port", port + " "));
        if (port.isEmpty()) {
            assertThat(decide(Map.of(), options).listen().port()).isEqualTo(8080);
        } else {
            assertThatThrownBy(() -> decide(Map.of(), options)).isInstanceOf(Refused.class);
        }
    }

    private static Startup decide(Map<String, String> environment) {
        return decide(environment, NO_OPTIONS);
    }

    private static Startup decide(Map<String, String> environment, ServeOptions options) {
        try {
            SmallRyeConfig config = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withSources(
                            new EnvConfigSource(environment, 300),
                            new PropertiesConfigSource(StartupTest.class.getResource("/application.properties"), 250),
                            new PropertiesConfigSource(Settings.commandLine(options), "command line", 450))
                    .build();
            return Startup.decide(Settings.of(config), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String provider(Map<String, String> environment) {
        try {
            return decide(environment).provider() instanceof Provider.Simulated ? "simulator" : "openai";
        } catch (Refused e) {
            return "refused";
        }
    }

    private static Map<String, String> database(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("OPENAI_API_KEY", KEY);
        return ((Database.Configured) decide(all).database()).properties();
    }

    private static Provider openAi(Map<String, String> properties) {
        return new Provider.OpenAi(URI.create(properties.get("sheaf.openai.base-url")), properties);
    }

    private static Provider simulated(String faults, long seed, Duration latency, double speed, Path data) {
        Map<String, String> pace = new HashMap<>(Provider.Simulated.USUAL_PACE);
        pace.put("sheaf.openai.timeout", latency.multipliedBy(10).plusSeconds(5).toString());
        return new Provider.Simulated(
                new SimulateOptions(0, faults, seed, latency, speed, data.toAbsolutePath()), pace);
    }
}
