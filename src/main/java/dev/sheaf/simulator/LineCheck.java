package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Checks the lines of a batch's file one after the other. */
final class LineCheck {
    private static final int REPORTED = 100;

    private final ObjectMapper json;
    private final ModelCatalog models;
    private final ToLongFunction<RequestLine> tokens;
    private final int mostLines;
    private final Set<Long> seen = new HashSet<>();
    private final List<BatchProblem> problems = new ArrayList<>();
    private String model = "";
    private long number;
    private long requests;
    private long weight;

    /** @param tokens of a request, as far as anybody asks */
    LineCheck(ObjectMapper json, ModelCatalog models, ToLongFunction<RequestLine> tokens, int mostLines) {
        this.json = json;
        this.models = models;
        this.tokens = tokens;
        this.mostLines = mostLines;
    }

    void take(LineReader.Line line) {
        number++;
        if (line.blank()) {
            return;
        }
        requests++;
        try {
            check(RequestLine.read(line, json));
        } catch (RequestLine.Refused refused) {
            report(refused.at(number));
        }
    }

    private void check(RequestLine request) throws RequestLine.Refused {
        if (!seen.add(Seeds.of(request.customId()))) {
            throw new RequestLine.Refused(
                    "duplicate_custom_id", "The custom_id of this request stands in the file before.", "custom_id");
        }
        checkModel(request.body().path("model").asText());
        weight += tokens.applyAsLong(request);
    }

    private void checkModel(String named) throws RequestLine.Refused {
        if (models.find(named).isEmpty()) {
            String shown = named.length() > 100 ? named.substring(0, 100) + "…" : named;
            throw new RequestLine.Refused(
                    "model_not_found",
                    "The provided model '" + shown + "' is not supported by the Batch API.",
                    "body.model");
        }
        if (model.isEmpty()) {
            model = named;
        }
        if (!model.equals(named)) {
            throw new RequestLine.Refused(
                    "model_mismatch",
                    "The model of this request is not that of the batch: all requests of a batch name the same one.",
                    "body.model");
        }
    }

    private void report(BatchProblem problem) {
        if (problems.size() < REPORTED) {
            problems.add(problem);
        }
    }

    /** Whether it makes sense to read on. */
    boolean wantsMore() {
        return requests <= mostLines;
    }

    Batch.Found found() {
        return new Batch.Found(model, requests, weight);
    }

    /** What is wrong with the file as it was read. */
    List<BatchProblem> problems() {
        if (requests > mostLines) {
            String message = "The batch input file contains too many requests: at most " + mostLines + " are taken.";
            return List.of(new BatchProblem("too_many_tasks", message, null, 0));
        }
        if (requests == 0) {
            return List.of(new BatchProblem("empty_file", "The batch input file is empty.", null, 0));
        }
        return List.copyOf(problems);
    }
}
