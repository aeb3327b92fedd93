package dev.sheaf.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;

/** The simulator's own paths: bill, faults and truth. */
final class ControlEndpoint {
    private final ObjectMapper json;
    private final Controls controls;
    private final Till till;
    private final ChatWork work;

    ControlEndpoint(ObjectMapper json, Controls controls, Till till, ChatWork work) {
        this.json = json;
        this.controls = controls;
        this.till = till;
        this.work = work;
    }

    void notice(Exchange exchange, Buffer ignored) {
        exchange.send(JsonNodeFactory.instance.objectNode().put("notice", Simulator.NO_MODEL));
    }

    void bill(Exchange exchange, Buffer ignored) {
        exchange.send(BillJson.write(till.bill()));
    }

    void clearBill(Exchange exchange, Buffer ignored) {
        till.clear();
        exchange.send(BillJson.write(till.bill()));
    }

    void faults(Exchange exchange, Buffer ignored) {
        exchange.send(ControlsJson.write(controls.options()));
    }

    void changeFaults(Exchange exchange, Buffer body) {
        try {
            controls.change(ControlsJson.read(json.readTree(body.getBytes()), controls.options()));
        } catch (IOException e) {
            throw ApiError.badJson();
        } catch (IllegalArgumentException e) {
            throw ApiError.invalid(null, "invalid_value", String.valueOf(e.getMessage()));
        }
        exchange.send(ControlsJson.write(controls.options()));
    }

    /** The true answers of a request for a completion, by slot; the one without a number under an empty name. */
    void truth(Exchange exchange, Buffer body) {
        ObjectNode truth = JsonNodeFactory.instance.objectNode();
        work.truth(body.getBytes()).forEach(answer -> truth.set(answer.slot(), answer.value()));
        exchange.send(truth);
    }
}
