package dev.sheaf.openai;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The right to make one call; whoever holds it passes on what the reply's headers said. */
interface Permit {

    /** The provider took the request in, whatever came of it. */
    void heard(RateHeaders said);

    /** The provider answered 429 for its rates; {@code wait} is what it asked for. */
    void limited(RateHeaders said, @Nullable Duration wait);
}
