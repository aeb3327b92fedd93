package dev.sheaf.rest;

/** Names and examples of the API's document; what its operations share stands on this package. */
final class ApiDocument {
    static final String TASKS = "Tasks";
    static final String ANSWERS = "Answers";
    static final String JOBS = "Jobs";
    static final String AUDITS = "Audits";
    static final String COSTS = "Costs";
    static final String KEYS = "Keys";
    static final String EVENTS = "Events";

    /** How callers show who they are. */
    static final String BEARER = "bearer";

    /** A response of the document. */
    static final String PROBLEM = "Problem";

    /** A response of the document. */
    static final String LATER = "Later";

    static final String DEFINITION = """
            {"instructions": "Classify the movie comment by its sentiment.",
             "labels": ["POSITIVE", "NEGATIVE", "NEUTRAL"],
             "packing": {"maxItems": 20, "maxWait": "PT0.02S"}}
            """;

    static final String FIELDS = """
            {"instructions": "Extract what the review says.",
             "schema": {"type": "object",
                        "properties": {"stars": {"type": "integer", "minimum": 1, "maximum": 5},
                                       "parts": {"type": "array", "items": {"type": "string"}}},
                        "required": ["stars", "parts"]}}
            """;

    static final String ITEMS = """
            {"items": [{"id": "a", "text": "A great joy."}, {"id": "b", "text": "Dull."}]}
            """;

    static final String AUDIT = """
            {"items": [{"id": "a", "text": "A great joy."}, {"id": "b", "text": "Dull."}],
             "labels": {"a": "POSITIVE", "b": "NEGATIVE"}, "sizes": [2], "maxCost": "0.50"}
            """;

    static final String EVENT = """
            {"specversion": "1.0", "type": "dev.sheaf.job.requested", "source": "/shop/comments", "id": "2026-11-22",
             "data": {"task": "sentiment", "lane": "batch", "deadline": "PT6H",
                      "source": {"items": [{"id": "a", "text": "A great joy."}, {"id": "b", "text": "Dull."}]}}}
            """;

    static final String TEXT = """
            {"text": "A great joy."}
            """;

    private ApiDocument() {}
}
