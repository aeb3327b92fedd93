package dev.sheaf.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.quality.Checked;
import dev.sheaf.quality.Evidence;
import dev.sheaf.quality.Governed;
import dev.sheaf.quality.Rung;
import java.util.ArrayList;
import java.util.List;

/** The sizes of a version's packs, as they are kept. */
final class GovernedJson {
    private GovernedJson() {}

    static String write(Governed governed) {
        ArrayNode rungs = Stored.array();
        for (Rung rung : governed.rungs()) {
            ObjectNode node = rungs.addObject().put("items", rung.items());
            write(node.putObject("served"), rung.tally());
            write(node.putObject("tried"), rung.trials());
            write(node.putObject("unsafe"), rung.unsafe());
            write(node.putObject("safe"), rung.safe());
        }
        return rungs.toString();
    }

    private static void write(ObjectNode node, Checked tally) {
        node.put("agreed", tally.agreed())
                .put("packOdd", tally.packOdd())
                .put("aloneOdd", tally.aloneOdd())
                .put("allDiffer", tally.allDiffer());
    }

    private static void write(ObjectNode node, Evidence evidence) {
        ArrayNode wealths = node.put("steps", evidence.steps()).putArray("wealths");
        evidence.wealths().forEach(wealths::add);
    }

    static Governed read(int items, String text) {
        List<Rung> rungs = new ArrayList<>();
        for (JsonNode node : Stored.tree(text)) {
            rungs.add(new Rung(
                    node.path("items").asInt(),
                    tally(node.path("served")),
                    tally(node.path("tried")),
                    evidence(node.path("unsafe")),
                    evidence(node.path("safe"))));
        }
        return new Governed(items, rungs);
    }

    private static Checked tally(JsonNode node) {
        return new Checked(
                node.path("agreed").asLong(),
                node.path("packOdd").asLong(),
                node.path("aloneOdd").asLong(),
                node.path("allDiffer").asLong());
    }

    private static Evidence evidence(JsonNode node) {
        List<Double> wealths = new ArrayList<>();
        node.path("wealths").forEach(wealth -> wealths.add(wealth.asDouble()));
        return new Evidence(node.path("steps").asLong(), wealths);
    }
}
