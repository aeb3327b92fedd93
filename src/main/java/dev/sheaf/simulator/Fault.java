package dev.sheaf.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One way in which a call goes wrong; each was seen in real traffic. Named in kebab case, HTTP states by number. */
public enum Fault {
    /** Too many requests, with a short {@code retry-after-ms}; nothing is done or billed. */
    TOO_MANY_REQUESTS("429", Stage.REFUSED),
    /** Nothing is done or billed. */
    SERVER_ERROR("500", Stage.REFUSED),
    /** Nothing is done or billed. */
    OVERLOADED("503", Stage.REFUSED),
    /** No reply ever; nothing is done or billed. */
    TIMEOUT_BEFORE(Stage.REFUSED),

    /** Done and billed, then no reply ever. */
    TIMEOUT_AFTER(Stage.UNDELIVERED),
    /** Done and billed, then the connection is closed. */
    RESET(Stage.UNDELIVERED),

    /** A slot is left out. */
    MISSING(Stage.LIST),
    /** A slot stands twice and agrees. */
    DOUBLED(Stage.LIST),
    /** A slot stands twice and differs. */
    CONTRADICTING(Stage.LIST),
    /** A slot that nobody asked for. */
    EXTRA(Stage.LIST),
    /** An item is left out and the answers after it move up over the prompt's own numbers: the last is missing. */
    SKIPPED(Stage.LIST),
    /** The same with an invented answer, so that the count matches; or an invented one pushes all after it down. */
    SKIPPED_INVENTED(Stage.LIST),
    /** The slots in another order, each with its own answer. */
    SHUFFLED(Stage.LIST),
    /** A label that is not allowed. */
    WRONG_LABEL(Stage.LIST),

    /** The list again in an invented next turn, with other labels. */
    NEXT_TURN(Stage.TEXT),
    /** A Python dict for JSON. */
    SINGLE_QUOTES(Stage.TEXT),
    /** All lines joined on one. */
    COMMA_JOINED(Stage.TEXT),
    /** JSON that does not parse. */
    MALFORMED(Stage.TEXT),
    /** A code fence round the answer. */
    FENCES(Stage.TEXT),
    /** Words round the answer. */
    PROSE(Stage.TEXT),
    /** Ends in the middle although {@code finish_reason} says stop. */
    CUT(Stage.TEXT),
    /** Ends in the middle with {@code finish_reason} length. */
    LENGTH(Stage.TEXT),
    /** The model declines. */
    REFUSAL(Stage.TEXT),
    /** Empty content. */
    EMPTY(Stage.TEXT);

    /** When a fault strikes. */
    enum Stage {
        REFUSED,
        UNDELIVERED,
        LIST,
        TEXT
    }

    private final String word;
    private final Stage stage;

    Fault(String word, Stage stage) {
        this.word = word;
        this.stage = stage;
    }

    Fault(Stage stage) {
        this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.stage = stage;
    }

    /** The name in a fault plan and on the bill. */
    public String word() {
        return word;
    }

    Stage stage() {
        return stage;
    }

    /**
     * Whether it can show itself in a reply of this kind.
     *
     * @param numbered whether its answers say whose they are
     * @param judged whether there is anything to get wrong
     */
    boolean shows(int slots, boolean numbered, boolean json, boolean judged) {
        return switch (this) {
            case SHUFFLED -> numbered && slots > 1;
            case COMMA_JOINED -> !json && numbered && slots > 1;
            case SINGLE_QUOTES, MALFORMED -> json;
            case EXTRA, SKIPPED, SKIPPED_INVENTED, NEXT_TURN, MISSING -> numbered;
            case DOUBLED, CONTRADICTING, WRONG_LABEL -> judged;
            default -> true;
        };
    }

    static Optional<Fault> of(String word) {
        return Arrays.stream(values()).filter(fault -> fault.word.equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
    }
}
