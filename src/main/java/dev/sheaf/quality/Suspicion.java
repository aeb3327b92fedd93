package dev.sheaf.quality;

import dev.sheaf.task.TaskDefinition;
import java.util.regex.Pattern;

/**
 * Whether a text looks as if it spoke to the model, or wrote slots of its own, instead of being what is asked about. In
 * every model that was tried one such item changes the answers of its neighbours (BatchSafeBench, arXiv 2503.15551). To ask
 * it again later would mend its own answer only: it is kept away from others, which costs one call where it is right and
 * no more where it is wrong. It cannot know all ways of putting it; what it misses is for a canary.
 */
public final class Suspicion {
    /** Slots, and marks of conversations; looked for only where one of their characters stands. */
    private static final Pattern MARKS = Pattern.compile(
            String.join(
                    "|",
                    "^[ \\t]*\\[\\d{1,9}][ \\t]*\\S",
                    "\\[\\d{2,9}][^\\[\\n]{0,80}\\[\\d{2,9}]",
                    "^[ \\t]*(?:item|slot|comment|number|entry)[ \\t]*#?\\d{1,9}[ \\t]*[:=]",
                    "\"slot\"[ \\t]*:",
                    "<\\|[a-z_]{2,30}\\|>|\\[/?INST]|<</?SYS>>|</?(?:system|instructions?|prompt|assistant|user)>",
                    "^[ \\t]*(?:#{1,6}[ \\t]*)?(?:system|assistant|developer|(?:new )?instructions?)[ \\t]*:",
                    "^[ \\t]*#{2,6}[ \\t]*(?:system|instructions?|prompt|task|response)\\b"),
            Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    private Suspicion() {}

    /** Whether an item of the task has to be asked alone. */
    public static boolean isolates(TaskDefinition task, String text) {
        return task.quality().isolate() && task.packing().maxItems() > 1 && isRaisedBy(text);
    }

    static boolean isRaisedBy(String text) {
        return hasMarks(text) || Speech.of(text).orders();
    }

    private static boolean hasMarks(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("[<#:=".indexOf(text.charAt(i)) >= 0) {
                return MARKS.matcher(text).find();
            }
        }
        return false;
    }
}
