package dev.sheaf.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Claim;
import dev.sheaf.model.Message;
import dev.sheaf.model.Priority;
import dev.sheaf.model.ReplyForm;
import java.util.List;
import java.util.Map;

/** Requests as tests want them. */
final class Requests {
    static final Claim CLAIM = new Claim(100, Priority.ONLINE, "task-1");

    private Requests() {}

    static ChatRequest text() {
        return of(new ReplyForm.Text(), Map.of());
    }

    static ChatRequest ofJob() {
        return of(new ReplyForm.Text(), Map.of(), new Claim(100, Priority.BULK, "task-1"));
    }

    static ChatRequest of(ReplyForm form, Map<String, JsonNode> parameters) {
        return of(form, parameters, CLAIM);
    }

    private static ChatRequest of(ReplyForm form, Map<String, JsonNode> parameters, Claim claim) {
        List<Message> messages = List.of(Message.system("Classify."), Message.user("[3] Great film"));
        return new ChatRequest("ask-1", "gpt-4o-mini", messages, form, parameters, claim);
    }
}
