package dev.sheaf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CostsCommandTest {
    private static final String SORTED =
            "{\"task\":\"sorted\",\"calls\":1200,\"items\":24000,\"inputTokens\":900000,\"cachedTokens\":7,"
                    + "\"outputTokens\":5,\"cost\":1.25,\"alone\":9.5,\"aloneCached\":5,\"batch\":4.75,\"saved\":0.75}";
    private static final String AUDITED =
            "{\"task\":\"audited\",\"calls\":2,\"items\":2,\"inputTokens\":10,\"cachedTokens\":0,"
                    + "\"outputTokens\":5,\"cost\":0.5,\"alone\":0,\"aloneCached\":0,\"batch\":0}";
    private static final String UNPRICED =
            "{\"task\":\"unpriced\",\"calls\":1,\"items\":2,\"inputTokens\":10,\"cachedTokens\":0,\"outputTokens\":5,"
                    + "\"cost\":\"unknown\",\"alone\":\"unknown\",\"aloneCached\":\"unknown\",\"batch\":\"unknown\"}";

    FakeService service;
    Cli cli;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.costs = "{\"costs\":[" + SORTED + "," + AUDITED + "," + UNPRICED + "],\"total\":" + UNPRICED + "}";
        cli = new Cli().at(service);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void the_cheaper_way_alone_is_shown_and_none_where_there_was_none() {
        assertThat(cli.run("costs", "--by", "task")).isZero();

        assertThat(cli.out()).isEqualTo("""
                TASK      CALLS  ROWS    TOKENS IN  CACHED  TOKENS OUT  COST     ALONE    BATCH    SAVED
                sorted    1,200  24,000  900,000    7       5           $1.25    $5.00    $4.75    75.0 %
                audited   2      2       10         0       5           $0.50    -        -        -
                unpriced  1      2       10         0       5           unknown  unknown  unknown  -
                all       1      2       10         0       5           unknown  unknown  unknown  -
                """);
    }

    @Test
    void days_and_what_sums_are_kept_apart_by_reach_the_service() {
        cli.run("costs", "--from", "2026-11-01", "--to", "2026-11-02", "--by", "day,task", "--json");

        assertThat(service.asked).containsExactly("/costs?by=day%2Ctask&from=2026-11-01&to=2026-11-02");
        assertThat(cli.out()).contains("\"cachedTokens\" : 7");
    }
}
