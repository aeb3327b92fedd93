package dev.sheaf.events;

import java.io.IOException;

/** A source that a caller named could not be read, or not to its end. The message is words that follow its name. */
public final class Unreadable extends IOException {
    Unreadable(String why) {
        super(why);
    }
}
