package dev.sheaf.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.cost.Money;
import dev.sheaf.quality.AuditTable;
import dev.sheaf.rows.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "audit",
        header = "Shows on your own rows how far packing changes a task's answers.",
        description = {
            "",
            "Some rows are asked alone, twice, and packed at each size. A table says how far the packed answers agree with"
                    + " those asked alone, beyond what the model changes by itself, and which size to take. It costs what"
                    + " its calls cost: --estimate says how much, --max-cost sets a bound."
        },
        mixinStandardHelpOptions = true,
        versionProvider = VersionFile.class,
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the report is there, or the estimate",
            "1:the audit failed, or the command was interrupted",
            "2:wrong usage, or nothing answers; nothing has been done"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sheaf audit reviews.csv --task product-reviews --estimate",
            "  sheaf audit reviews.csv --task product-reviews --label sentiment --html report.html",
            "  sheaf audit reviews.csv --task product-reviews.yaml --sample 100 --local --simulator"
        })
final class AuditCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    private SheafCommand sheaf;

    @Mixin
    private AuditOptions options = new AuditOptions();

    @Option(names = "--local", description = "Run the service inside this command, for as long as it takes.")
    private boolean local;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    @Override
    public Integer call() throws IOException {
        options.check();
        if (program.given() && !local) {
            throw CommandFailure.refused(
                    "--simulator and -D go with --local; a service that runs has its own settings.");
        }
        Output page = Output.of(options.html, OutputStream.nullOutputStream());
        try (Source source = Source.of(options.file, sheaf.shell().in())) {
            return local ? auditLocally(source, page) : audit(RemoteTasks.address(sheaf.shell()), key(), source, page);
        }
    }

    private @Nullable String key() {
        return sheaf.shell().variable("SHEAF_KEY");
    }

    private int auditLocally(Source source, Output page) throws IOException {
        try (Programs.Local service = sheaf.programs().startLocal(program.on(0))) {
            return audit(service.address(), service.key(), source, page);
        }
    }

    private int audit(URI address, @Nullable String key, Source source, Output page) throws IOException {
        SheafClient client = new SheafClient(address, key, TIMEOUT);
        JsonNode task = options.task(new RemoteTasks(client));
        AuditSample sample =
                new AuditSample(options, task.path("definition"), sheaf.shell().chance());
        ObjectNode order = sample.read(source);
        if (sample.bad() > 0) {
            say(Progress.number(sample.bad(), "row") + " cannot be asked about and "
                    + (sample.bad() == 1 ? "is" : "are") + " left out.");
        }
        RemoteAudits audits = new RemoteAudits(client);
        JsonNode begun = audits.order(task.path("name").asText(), order);
        return options.estimate ? estimated(begun) : followed(begun, audits, page);
    }

    private int estimated(JsonNode estimate) {
        sheaf.shell()
                .print(
                        options.json
                                ? Json.compact(estimate)
                                : "About " + bill(estimate.path("estimate")) + " for "
                                        + Progress.number(estimate.path("items").asLong(), "item")
                                        + " alone, twice, and at "
                                        + sizes(estimate.path("sizes")) + " a pack.");
        return 0;
    }

    private static String sizes(JsonNode sizes) {
        List<String> words = new ArrayList<>();
        sizes.forEach(size -> words.add(size.asText()));
        return String.join(", ", words);
    }

    private int followed(JsonNode begun, RemoteAudits audits, Output page) throws IOException {
        String id = begun.path("id").asText();
        say("Audit " + id + ": " + Progress.number(begun.path("items").asLong(), "item") + ", about "
                + bill(begun.path("estimate")) + ".");
        AuditWait wait = new AuditWait(audits, sheaf.shell());
        JsonNode last;
        try (Interrupts.Subscription interrupts = sheaf.shell().interrupts().on(wait::stop)) {
            last = wait.untilOver(begun);
        }
        return end(last, audits, page);
    }

    private int end(JsonNode last, RemoteAudits audits, Output page) throws IOException {
        if (!AuditWait.isOver(last)) {
            say(
                    local
                            ? "The audit ends with this command; what it has asked is paid for."
                            : "The audit goes on: " + audits.client().address() + "/tasks/"
                                    + last.path("task").asText() + "/audits/"
                                    + last.path("id").asText());
            return CommandFailure.SOME_UNANSWERED;
        }
        if (options.json) {
            sheaf.shell().print(Json.compact(last));
        }
        if (last.path("state").asText().equals("failed")) {
            say("The audit failed (" + last.at("/failure/code").asText() + "): "
                    + last.at("/failure/message").asText() + " It has spent " + bill(last.path("spent")) + ".");
            return CommandFailure.SOME_UNANSWERED;
        }
        if (!options.json) {
            told(last);
        }
        if (!page.isStdout()) {
            write(audits.page(last.path("task").asText(), last.path("id").asText()), page);
        }
        return 0;
    }

    private void told(JsonNode audit) {
        JsonNode report = audit.path("report");
        print(AuditTable.sizes(report));
        print(AuditTable.details(report));
        List<List<String>> fields = AuditTable.fields(report);
        if (!fields.isEmpty()) {
            print(fields);
        }
        sheaf.shell()
                .print("Recommended: " + report.at("/recommendation/size").asText() + " a pack. "
                        + report.at("/recommendation/reason").asText());
        report.path("notes").forEach(note -> sheaf.shell().print(note.asText()));
        sheaf.shell().print("Spent: " + bill(audit.path("spent")) + ".");
    }

    private void print(List<List<String>> table) {
        Table.lines(table).forEach(sheaf.shell()::print);
        sheaf.shell().print("");
    }

    private static void write(byte[] html, Output page) throws IOException {
        try (OutputStream out = page.open()) {
            out.write(html);
        }
        page.complete();
    }

    private static String bill(JsonNode spent) {
        String cost = spent.path("cost").isNumber()
                ? new Money(spent.path("cost").decimalValue()).toString()
                : "cost unknown";
        return Progress.number(spent.path("calls").asLong(), "call") + ", "
                + Progress.count(spent.path("inputTokens").asLong()) + " tokens in, "
                + Progress.count(spent.path("outputTokens").asLong()) + " out, " + cost;
    }

    private void say(String sentence) {
        sheaf.shell().err().println(sentence);
        sheaf.shell().err().flush();
    }
}
