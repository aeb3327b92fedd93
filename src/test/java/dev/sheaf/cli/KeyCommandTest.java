package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyCommandTest {
    private final Cli cli = new Cli();

    @Test
    void a_key_can_be_written_into_the_database_where_no_service_is_asked() {
        int code = cli.run(
                "key",
                "create",
                "--tenant",
                "shop",
                "--roles",
                "ask,read",
                "--name",
                "till",
                "--database",
                "--limit",
                "items-per-day=5000,usd-per-day=2.50");

        assertThat(code).isZero();
        assertThat(cli.out()).isEqualTo("sheaf_made\n");
        assertThat(cli.programs.made)
                .containsExactly(new Programs.NewKey(
                        "shop",
                        "till",
                        List.of("ask", "read"),
                        Map.of("items-per-day", new BigDecimal("5000"), "usd-per-day", new BigDecimal("2.50"))));
    }

    @Test
    void settings_of_the_service_are_for_the_database_only() {
        int code = cli.run("key", "create", "--roles", "ask", "-Da=b");

        assertThat(code).isEqualTo(CommandFailure.NOTHING_DONE);
        assertThat(cli.programs.made).isEmpty();
    }

    @Test
    void a_limit_that_there_is_not_is_misuse() {
        int code = cli.run("key", "create", "--roles", "ask", "--limit", "calls=5", "--database");

        assertThat(code).isEqualTo(CommandFailure.NOTHING_DONE);
        assertThat(cli.err()).contains("requests-per-minute");
        assertThat(cli.programs.made).isEmpty();
    }

    @Test
    void a_key_without_a_role_is_misuse() {
        assertThat(cli.run("key", "create")).isEqualTo(CommandFailure.NOTHING_DONE);
        assertThat(cli.err()).contains("--roles");
    }

    @Test
    void keys_are_listed_by_tenant_and_page() throws IOException {
        try (FakeService service = new FakeService()) {
            service.keyList =
                    "{\"keys\":[{\"id\":\"abcdefghijkl\",\"tenant\":\"shop\",\"roles\":[\"ask\"],\"name\":\"till\","
                            + "\"createdAt\":\"2026-01-02T03:04:05.6Z\"}],\"next\":\"abcdefghijkl\"}";

            assertThat(cli.at(service)
                            .run("key", "list", "--tenant", "shop", "--after", "mnopqrstuvwx", "--limit", "1"))
                    .isZero();

            assertThat(service.asked).containsExactly("/keys?limit=1&tenant=shop&after=mnopqrstuvwx");
            assertThat(cli.out()).contains("abcdefghijkl  shop").contains("2026-01-02T03:04:05Z");
            assertThat(cli.err()).isEqualTo("There are more: --after abcdefghijkl shows them.\n");
        }
    }
}
