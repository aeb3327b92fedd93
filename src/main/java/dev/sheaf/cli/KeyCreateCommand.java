package dev.sheaf.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "create",
        header = "Makes a key, and prints it this once.",
        description = {
            "",
            "The key is all that stands on standard output, so that it can go straight into a file or a secret store."
                    + " With --database no service is asked: that makes the first key of one that has none yet, or"
                    + " another where all were lost."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sheaf key create --roles admin",
            "  sheaf key create --tenant shop --roles ask,read --name \"the shop's server\" > shop.key",
            "  sheaf key create --roles ask --limit requests-per-minute=60,usd-per-day=5.00",
            "  DATABASE_URL=postgresql://user:password@host:5432/name sheaf key create --roles admin --database"
        })
final class KeyCreateCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private KeyCommand key;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "Whose it shall be (default: that of the key in use; with --database: default).")
    private @Nullable String tenant;

    @Option(
            names = "--roles",
            required = true,
            split = ",",
            paramLabel = "ROLE",
            description = "What it allows: ask, run, read, admin, or several with commas between them.")
    private List<String> roles = new ArrayList<>();

    @Option(
            names = "--limit",
            split = ",",
            paramLabel = "NAME=NUMBER",
            description = "What its holder may take at most: requests-per-minute, items-per-day, usd-per-day (by UTC);"
                    + " without it as much as there is.")
    private Map<String, BigDecimal> limits = new LinkedHashMap<>();

    @Option(names = "--name", paramLabel = "NAME", description = "For people.")
    private String name = "";

    @Option(
            names = "--database",
            description = "Write it into the database by oneself, as the service's settings name it (DATABASE_URL).")
    private boolean database;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Override
    public Integer call() {
        limits.keySet().forEach(KeyLimits::member);
        if (database) {
            var wish = new Programs.NewKey(tenant == null ? "default" : tenant, name, roles, limits);
            tell(key.programs().createKey(program.on(null), wish));
            return 0;
        }
        if (program.given()) {
            throw CommandFailure.refused(
                    "Settings of the service are for --database; without it the service is asked.");
        }
        ObjectNode wish = Json.object().put("name", name);
        if (tenant != null) {
            wish.put("tenant", tenant);
        }
        ArrayNode all = wish.putArray("roles");
        roles.forEach(all::add);
        if (!limits.isEmpty()) {
            ObjectNode most = wish.putObject("limits");
            limits.forEach((name, value) -> most.put(KeyLimits.member(name), value));
        }
        tell(key.keys().create(wish).path("key").asText());
        return 0;
    }

    private void tell(String made) {
        key.shell().print(made);
        key.shell().err().println("This is the only time it is shown.");
    }
}
