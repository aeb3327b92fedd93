package dev.sheaf.store;

import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Texts from outside as PostgreSQL can hold them. */
final class Sound {
    private Sound() {}

    /** The one character that it cannot hold, 0, is replaced by the one for such cases. */
    @NullUnmarked
    static String text(@Nullable String text) {
        return text == null ? null : text.replace('\0', '\uFFFD');
    }
}
