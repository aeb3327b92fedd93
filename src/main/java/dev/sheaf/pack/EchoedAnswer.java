package dev.sheaf.pack;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes an answer apart that begins with its item's first words: {@code echo => LABEL}. */
final class EchoedAnswer {
    private static final int MOST_ARROWS = 16;
    private static final Pattern ARROW = Pattern.compile("=>|->|→|⇒|\\|");
    private static final Pattern BEHIND = Pattern.compile("[\\s\"'`*_.…»”’)]{0,8}(?:=>|->|→|⇒|[|:=–—-])");

    private final AnswerReader answers;

    EchoedAnswer(AnswerReader answers) {
        this.answers = answers;
    }

    Mention read(int number, int list, String body, @Nullable String expected) {
        Mention known = expected == null ? null : behind(number, list, body, expected);
        return known != null && known.answers() ? known : atArrow(number, list, body);
    }

    /** The echo as it should be can hold arrows of its own. */
    private @Nullable Mention behind(int number, int list, String body, String expected) {
        int space = body.length() - body.stripLeading().length();
        int start = body.startsWith(expected, space) ? space : Stray.lead(body);
        if (!body.startsWith(expected, start)) {
            return null;
        }
        int end = start + expected.length();
        Matcher behind = BEHIND.matcher(body).region(end, body.length());
        return behind.lookingAt() ? mention(number, list, body, end, behind.end()) : null;
    }

    /** The first arrow that an answer follows, else the last one. */
    private Mention atArrow(int number, int list, String body) {
        List<MatchResult> arrows =
                ARROW.matcher(body).results().limit(MOST_ARROWS).toList();
        Mention last = Mention.telling(number, list, null, answers.read(body));
        for (MatchResult arrow : arrows) {
            boolean leads = Stray.bare(body.substring(0, arrow.start())).isEmpty()
                    && arrow.group().equals("|");
            if (!leads && !body.substring(arrow.end()).isBlank()) {
                last = mention(number, list, body, arrow.start(), arrow.end());
                if (last.answers()) {
                    return last;
                }
            }
        }
        return last;
    }

    private Mention mention(int number, int list, String body, int echoEnd, int answerStart) {
        String echo = body.substring(0, echoEnd).strip();
        String answer = body.substring(answerStart);
        return answer.isBlank()
                ? Mention.broken(number, list, Trouble.MISSING)
                : Mention.telling(number, list, echo, answers.read(answer));
    }
}
