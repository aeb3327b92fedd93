package dev.sheaf.bench.packaged;

import dev.sheaf.bench.packaged.PandasLoop.Way;

/** What is measured, a rate of rows each. */
enum Stage {
    ITERROWS("pandas, iterrows: one request a row"),
    ITERTUPLES("pandas, itertuples: one request a row"),
    SINGLE("sheaf compile --single: one request a row"),
    PACKED("sheaf compile: packed by " + Question.PACK),
    INGEST("job: ingest"),
    COMPILE("job: ingest, persist, compile"),
    COLLECT("job: collect"),
    ANSWERS("job: answers out"),
    WHOLE("job: whole");

    private final String words;

    Stage(String words) {
        this.words = words;
    }

    static Stage of(Way way) {
        return way == Way.ITERROWS ? ITERROWS : ITERTUPLES;
    }

    String words() {
        return words;
    }
}
