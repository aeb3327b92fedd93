package dev.sheaf.cli;

/** A command cannot go on; the message is what its user is told, the code what the process ends with. */
final class CommandFailure extends RuntimeException {
    static final int SOME_UNANSWERED = 1;
    static final int NOTHING_DONE = 2;

    private final int exitCode;

    private CommandFailure(int exitCode, String sentence) {
        super(sentence);
        this.exitCode = exitCode;
    }

    /** Begun, but not brought to its end. */
    static CommandFailure midway(String sentence) {
        return new CommandFailure(SOME_UNANSWERED, sentence);
    }

    /** Wrong usage, or nobody there to do it: nothing has been done. */
    static CommandFailure refused(String sentence) {
        return new CommandFailure(NOTHING_DONE, sentence);
    }

    int exitCode() {
        return exitCode;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
