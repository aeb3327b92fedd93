package dev.sheaf.simulator;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
    EMPTY(Stage.TEXT),

    /** The file is taken, then no reply ever. */
    BATCH_UPLOAD_TIMEOUT(Stage.UPLOAD),
    /** A download breaks off in the middle. */
    BATCH_DOWNLOAD_RESET(Stage.DOWNLOAD),
    /** A question for batches is answered with 500, 502 or 503. */
    BATCH_GET_5XX("batch-get-5xx", Stage.POLL),
    /** A question for batches is answered with 429. */
    BATCH_GET_429("batch-get-429", Stage.POLL),

    /** The order for a batch is answered with 500; there is none then. */
    BATCH_CREATE_5XX("batch-create-5xx", Stage.FATE),
    /** Fails with an error that its file does not have. */
    BATCH_FAILED_VALIDATION(Stage.FATE),
    /** Fails with {@code token_limit_exceeded}. */
    BATCH_TOKEN_LIMIT(Stage.FATE),
    /** Expires with a part of its lines finished. */
    BATCH_EXPIRED(Stage.FATE),
    /** Is cancelled by the provider with a part of its lines finished. */
    BATCH_CANCELLED(Stage.FATE),
    /** Stays in progress: some for long, some until they expire. */
    BATCH_STUCK(Stage.FATE),
    /** Completed although all lines failed: no output file. */
    BATCH_NO_OUTPUT_ID(Stage.FATE),

    /** The order is taken, then no reply ever. */
    BATCH_CREATE_TIMEOUT(Stage.MARK),
    /** Is listed only after a while. */
    BATCH_LATE_LISTING(Stage.MARK),
    /** Unknown by its id for the first few questions. */
    BATCH_GET_404("batch-get-404", Stage.MARK),
    /** The error file's id is an empty text where there is no error file. */
    BATCH_EMPTY_ERROR_ID(Stage.MARK),
    /** Counts that differ from what the files hold. */
    BATCH_COUNTS_LIE(Stage.MARK),
    /** An output file of no bytes. */
    BATCH_EMPTY_FILE(Stage.MARK),
    /** The output's last line is cut. */
    BATCH_CUT_LINE(Stage.MARK),
    /** Lines that end in CR and LF. */
    BATCH_CRLF(Stage.MARK),

    /** Refused with {@code error: null}, and the error in {@code response.body.error}. */
    BATCH_NESTED_ERROR(Stage.LINE),
    /** {@code status_code: 0} and an empty body, counted as completed. */
    BATCH_STATUS_ZERO(Stage.LINE),
    /** In no file, counted as failed. */
    BATCH_LOST_LINE(Stage.LINE),
    /** An error {@code request_timeout}. */
    BATCH_LINE_TIMEOUT(Stage.LINE),
    /** A status of 500 or 503. */
    BATCH_LINE_5XX("batch-line-5xx", Stage.LINE),
    /** Answered, and the answer stands twice in the output. */
    BATCH_DUPLICATE_LINE(Stage.LINE),
    /** Answered, and beside the answer stands one that nobody asked for. */
    BATCH_UNKNOWN_ID(Stage.LINE),
    /** Answered and billed, but its custom_id is no UTF-8. */
    BATCH_BAD_UTF8(Stage.LINE),

    /** Done and billed; the stream breaks off in the middle. */
    STREAM_CUT(Stage.STREAM),
    /** The stream ends in good order, but without its last event. */
    STREAM_NO_DONE(Stage.STREAM),
    /** A request with {@code stream_options} is refused, as by servers that do not know it; nothing is done or billed. */
    STREAM_OPTIONS(Stage.STREAM),

    /** The webhook of a batch's end comes before the order is answered, and not again. */
    HOOK_EARLY(Stage.HOOK),
    /** It never comes. */
    HOOK_LOST(Stage.HOOK),
    /** It comes long after the end, behind those of later batches. */
    HOOK_LATE(Stage.HOOK),
    /** It comes twice at once, with the same id. */
    HOOK_DOUBLED(Stage.HOOK),
    /** Before it comes one that somebody else has signed. */
    HOOK_FORGED(Stage.HOOK);

    private static final Set<Fault> ANSWERED = EnumSet.of(BATCH_DUPLICATE_LINE, BATCH_UNKNOWN_ID, BATCH_BAD_UTF8);

    /** When a fault strikes. */
    enum Stage {
        REFUSED,
        UNDELIVERED,
        LIST,
        TEXT,
        UPLOAD,
        DOWNLOAD,
        POLL,
        /** How a batch ends; one at most. */
        FATE,
        /** What a batch carries besides. */
        MARK,
        /** What comes of a line; one at most. */
        LINE,
        /** What comes of a stream; one at most. */
        STREAM,
        /** What comes of a batch's webhook; nothing where nobody is told. */
        HOOK
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

    /** Whether nothing is done where it strikes, and nothing billed. */
    boolean free() {
        return refuses() || stage == Stage.LINE && !ANSWERED.contains(this);
    }

    /** Whether it is answered with an error, or not at all, before any work. */
    boolean refuses() {
        return stage == Stage.REFUSED || this == STREAM_OPTIONS;
    }

    boolean isLatecomer() {
        return stage == Stage.STREAM || stage == Stage.HOOK;
    }

    /** Whether it spoils what a reply says, on whatever way the reply comes. */
    boolean ofReply() {
        return stage == Stage.LIST || stage == Stage.TEXT;
    }

    /**
     * Whether it can show itself in a reply of this kind; those of files and batches never do.
     *
     * @param numbered whether its answers say whose they are
     * @param judged whether there is anything to get wrong
     */
    boolean shows(int slots, boolean numbered, boolean json, boolean judged) {
        if (stage.ordinal() > Stage.TEXT.ordinal()) {
            return false;
        }
        return switch (this) {
            case SHUFFLED -> numbered && slots > 1;
            case COMMA_JOINED -> !json && numbered && slots > 1;
            case SINGLE_QUOTES, MALFORMED -> json;
            case EXTRA, SKIPPED, SKIPPED_INVENTED, NEXT_TURN, MISSING -> numbered;
            case DOUBLED, CONTRADICTING, WRONG_LABEL -> judged;
            default -> true;
        };
    }

    static Set<Fault> at(Stage... stages) {
        Set<Fault> faults = EnumSet.noneOf(Fault.class);
        for (Fault fault : values()) {
            if (List.of(stages).contains(fault.stage)) {
                faults.add(fault);
            }
        }
        return faults;
    }

    static Optional<Fault> of(String word) {
        return Arrays.stream(values()).filter(fault -> fault.word.equals(word)).findFirst();
    }

    static String words() {
        return Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "));
    }
}
