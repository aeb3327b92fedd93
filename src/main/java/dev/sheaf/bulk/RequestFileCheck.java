package dev.sheaf.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.RemoteBatch.Problem;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.rows.SeenIds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request file for the provider's batches as the provider would, with its error codes, before it is uploaded. Fed
 * with bytes as they come; of the file it holds one line, and 16 to 32 bytes a custom_id. Not to be shared by threads, but
 * may be handed from one to the next.
 */
public final class RequestFileCheck {
    /** What the provider takes: requests a file. */
    public static final int MOST_REQUESTS = 50_000;

    /** What the provider takes: bytes a file. */
    public static final long MOST_BYTES = 200L << 20;

    /** A bound of ours; the provider has none but the file's. */
    static final int LONGEST_LINE = 16 << 20;

    /** Ids that are compared, so that no file of any size fills the memory. */
    private static final int COMPARED = 10 * MOST_REQUESTS;

    private static final int LISTED_ERRORS = 100;
    private static final int LISTED_MODELS = 20;
    private static final long COUNTED_EXACTLY = 4 << 20;

    private final PriceTable prices;
    private final Lines lines = new Lines(LONGEST_LINE, new EachLine());
    private final SeenIds ids = new SeenIds();
    private final List<Problem> errors = new ArrayList<>();
    private final Set<String> models = new LinkedHashSet<>();
    private long moreErrors;
    private long bytes;
    private long count;
    private long requests;
    private long blankSince;
    private @Nullable String url;
    private @Nullable String model;
    private @Nullable TextTokens tokens;
    private long maxOutput;
    private boolean unlimited;

    public RequestFileCheck(PriceTable prices) {
        this(prices, null);
    }

    /** @param url that all requests have to name; absent: the one that the first names */
    public RequestFileCheck(PriceTable prices, @Nullable String url) {
        this.prices = prices;
        this.url = url;
    }

    /** The next bytes of the file; what is beyond the provider's bound is counted, not read. */
    public void feed(byte[] next, int offset, int length) {
        int within = (int) Math.max(0, Math.min(length, MOST_BYTES - bytes));
        lines.feed(next, offset, within);
        bytes += length;
    }

    /** Whether what comes from here on will only be counted. */
    public boolean isFull() {
        return bytes > MOST_BYTES;
    }

    /** The file is at its end. */
    public RequestFileReport end() {
        if (!isFull()) {
            lines.end(); // else it is cut in the middle of a line
        }
        if (isFull()) {
            error(
                    null,
                    "file_too_large",
                    "The file has more than " + MOST_BYTES + " bytes; the rest was not read.",
                    null);
        }
        if (requests > MOST_REQUESTS) {
            error(null, "too_many_tasks", "The file has " + requests + " requests; a batch takes 50,000.", null);
        }
        if (requests == 0 && errors.isEmpty()) {
            error(null, "empty_file", "The file holds no request.", null);
        }
        return report();
    }

    private RequestFileReport report() {
        long input = tokens == null ? 0 : tokens.sum();
        OptionalLong output = unlimited || requests == 0 ? OptionalLong.empty() : OptionalLong.of(maxOutput);
        Optional<RequestFileReport.Cost> ofOutput =
                output.isPresent() ? cost(new Usage(0, 0, maxOutput, 0)) : Optional.empty();
        return new RequestFileReport(
                bytes,
                count,
                requests,
                List.copyOf(models),
                input,
                tokens != null && !tokens.isExact(),
                output,
                cost(new Usage(input, 0, 0, 0)),
                ofOutput,
                errors,
                moreErrors);
    }

    private Optional<RequestFileReport.Cost> cost(Usage usage) {
        return model == null || models.size() > 1 ? Optional.empty() : RequestFileReport.Cost.of(prices, model, usage);
    }

    private void error(@Nullable Long line, String code, String message, @Nullable String param) {
        // a mistake of the whole file is never the one that is left out
        if (line == null) {
            errors.add(0, new Problem(code, message, param, null));
        } else if (errors.size() < LISTED_ERRORS) {
            errors.add(new Problem(code, message, param, line));
        } else {
            moreErrors++;
        }
    }

    private final class EachLine implements Lines.Taker {
        @Override
        public void line(long number, byte[] bytes, int offset, int length) {
            if (isBlank(bytes, offset, length)) {
                blankSince = blankSince == 0 ? number : blankSince;
                return;
            }
            blanks(number);
            count = number;
            RequestLine line = new RequestLine((code, message, param) -> error(number, code, message, param));
            line.read(number == 1, bytes, offset, length).ifPresent(request -> request(number, line, request));
        }

        @Override
        public void tooLong(long number) {
            blanks(number);
            count = number;
            requests++;
            error(number, "line_too_long", "The line has more than " + LONGEST_LINE + " bytes; it was not read.", null);
        }
    }

    /** Empty lines at the file's end are nothing; before a request they are no JSON. */
    private void blanks(long until) {
        for (long number = blankSince; number > 0 && number < until; number++) {
            error(number, "invalid_json_line", "This line is empty.", null);
        }
        blankSince = 0;
    }

    static boolean isBlank(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    private void request(long number, RequestLine line, JsonNode request) {
        requests++;
        line.customId(request)
                .filter(id -> requests <= COMPARED && !ids.add(id))
                .ifPresent(id -> error(
                        number,
                        "duplicate_custom_id",
                        "The custom_id stands in an earlier request of the file.",
                        "custom_id"));
        line.method(request);
        line.url(request).ifPresent(named -> sameUrl(number, named));
        line.body(request).ifPresent(body -> body(number, line, body));
    }

    private void sameUrl(long number, String named) {
        if (url == null) {
            url = named;
        } else if (!url.equals(named)) {
            error(number, "url_mismatch", "The url is not " + url + ", which is the other requests'.", "url");
        }
    }

    private void body(long number, RequestLine line, JsonNode body) {
        line.model(body, url).ifPresent(named -> sameModel(number, named));
        line.needed(body, url);
        line.notStreamed(body);
        tokens = tokens == null ? new TextTokens(counter(), COUNTED_EXACTLY) : tokens;
        line.addTokens(body, tokens);
        OptionalLong limit = RequestLine.outputLimit(body);
        unlimited |= limit.isEmpty();
        maxOutput += limit.orElse(0);
    }

    private TokenCounter counter() {
        return TokenCounter.of(prices.profile(model == null ? "" : model).encoding());
    }

    private void sameModel(long number, String named) {
        if (models.size() < LISTED_MODELS) {
            models.add(named);
        }
        if (model == null) {
            model = named;
        } else if (!model.equals(named)) {
            error(
                    number,
                    "model_mismatch",
                    "The model is not " + model + ", which the first request names.",
                    "body.model");
        }
    }
}
