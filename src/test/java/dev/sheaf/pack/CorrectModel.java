package dev.sheaf.pack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Finish;
import dev.sheaf.model.Reply;
import dev.sheaf.model.ReplyForm;
import dev.sheaf.model.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model that does what the prompt says and nothing else; it reads the prompt's text and knows nothing of packs. */
public final class CorrectModel {
    private static final Pattern ITEM = Pattern.compile("^\\[(\\d+)] ", Pattern.MULTILINE | Pattern.UNIX_LINES);
    private static final Pattern ECHO = Pattern.compile("the item's first (?:(\\d) )?words?");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An item as the prompt shows it. */
    public record Seen(int number, String text) {}

    private CorrectModel() {}

    public static Reply reply(ChatRequest request, Function<String, Object> right) {
        return text(answer(request, right));
    }

    public static Reply text(String text) {
        return new Reply("req", text, null, Finish.STOP, Usage.NONE);
    }

    public static List<Seen> items(ChatRequest request) {
        String prompt = request.messages().get(1).content();
        var items = new ArrayList<Seen>();
        Matcher marker = ITEM.matcher(prompt);
        for (boolean found = marker.find(); found; ) {
            int number = Integer.parseInt(marker.group(1));
            int start = marker.end();
            found = marker.find();
            String block = prompt.substring(start, (found ? marker.start() : prompt.length()) - 1);
            items.add(new Seen(number, block.replaceAll("(\\R)  ", "$1")));
        }
        return items;
    }

    private static String answer(ChatRequest request, Function<String, Object> right) {
        int echo = echoWords(request.messages().get(0).content());
        List<Seen> items = items(request);
        boolean lines = request.messages().get(0).content().contains("on a line of its own");
        if (lines) {
            var reply = new StringBuilder();
            items.forEach(item -> reply.append('[')
                    .append(item.number())
                    .append("] ")
                    .append(echo > 0 ? Echo.of(item.text(), echo) + " => " : "")
                    .append(right.apply(item.text()))
                    .append('\n'));
            return reply.toString();
        }
        boolean map = request.form() instanceof ReplyForm.JsonObject || request.form() instanceof ReplyForm.Text;
        ObjectNode root = JSON.createObjectNode();
        for (Seen item : items) {
            Object answer = right.apply(item.text());
            String name = answer instanceof ObjectNode ? "fields" : "label";
            ObjectNode entry = map
                    ? JSON.createObjectNode()
                    : root.withArray("answers").addObject().put("slot", item.number());
            if (echo > 0) {
                entry.put("echo", Echo.of(item.text(), echo));
            }
            entry.set(name, JSON.valueToTree(answer));
            if (map) {
                root.set(String.valueOf(item.number()), entry.size() == 1 ? entry.get(name) : entry);
            }
        }
        return root.toString();
    }

    private static int echoWords(String prompt) {
        Matcher echo = ECHO.matcher(prompt);
        return echo.find() ? echo.group(1) == null ? 1 : Integer.parseInt(echo.group(1)) : 0;
    }
}
