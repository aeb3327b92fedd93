package dev.sheaf.app;

import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Claim;
import dev.sheaf.model.Message;
import dev.sheaf.model.Priority;
import dev.sheaf.model.ReplyForm;
import java.util.List;
import java.util.Map;

/** Requests whose content does not matter. */
final class ChatRequests {
    private ChatRequests() {}

    static ChatRequest any(String model) {
        return new ChatRequest(
                "ask-1",
                model,
                List.of(Message.user("Well?")),
                new ReplyForm.Text(),
                Map.of(),
                new Claim(10, Priority.ONLINE, "t"));
    }
}
