package dev.sheaf.pack;

import java.util.Locale;

/** Why a slot of a reply holds no answer. */
public enum Trouble {
    MISSING("The model left this item out."),
    CONTRADICTED("The model answered this item in two different ways."),
    NOT_A_LABEL("The model's answer is none of the task's labels."),
    UNFIT("The model's answer does not fit the task's schema."),
    CUT_OFF("The model's reply was cut off at its output limit."),
    REFUSED("The model refused to answer."),
    FILTERED("The provider's content filter held the reply back."),
    /** The reply's numbers cannot be trusted: an answer may stand under its neighbour's number. */
    SHIFTED("The model's answers could not be matched to their items with certainty.");

    private final String sentence;

    Trouble(String sentence) {
        this.sentence = sentence;
    }

    /** A stable code for callers and metrics. */
    public String code() {
        return "answer_" + name().toLowerCase(Locale.ROOT);
    }

    /** What happened, for people. */
    public String sentence() {
        return sentence;
    }
}
