package dev.sheaf.rest;

import dev.sheaf.cost.CostQuery;
import dev.sheaf.cost.CostQuery.By;
import dev.sheaf.cost.CostSum;
import dev.sheaf.cost.Costs;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.task.Violation;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** What calls cost, and what the same items would have cost otherwise. */
@Path("/costs")
@Tag(name = ApiDocument.COSTS)
@APIResponse(responseCode = "500", ref = ApiDocument.PROBLEM)
public class CostsResource {
    private static final int USUAL_DAYS = 30;

    private final Costs costs;
    private final PriceTable prices;
    private final Clock clock;

    CostsResource(Costs costs, PriceTable prices, Clock clock) {
        this.costs = costs;
        this.prices = prices;
        this.clock = clock;
    }

    @GET
    @Produces({MediaType.APPLICATION_JSON, UploadResource.CSV})
    @Operation(
            operationId = "costs",
            summary = "Costs, and what the same items would have cost otherwise",
            description = "Sums by days of UTC; with Accept: text/csv as CSV. Each call stands there within a second.")
    @APIResponse(
            responseCode = "200",
            description = "The sums",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = CostsView.class)),
                @Content(mediaType = UploadResource.CSV, schema = @Schema(type = SchemaType.STRING))
            })
    @APIResponse(responseCode = "400", ref = ApiDocument.PROBLEM)
    public Uni<RestResponse<Object>> costs(
            @RestQuery
                    @Parameter(
                            description = "The first day; without it 29 days before the last.",
                            schema = @Schema(type = SchemaType.STRING, format = "date"))
                    @Nullable
                    String from,
            @RestQuery
                    @Parameter(
                            description = "The last day; without it today.",
                            schema = @Schema(type = SchemaType.STRING, format = "date"))
                    @Nullable
                    String to,
            @RestQuery
                    @Parameter(
                            description = "What sums are kept apart by, with commas between them: day, tenant, task,"
                                    + " lane, model; without it by day.",
                            schema = @Schema(type = SchemaType.STRING, examples = "day,task"))
                    @Nullable
                    String by,
            @Context HttpHeaders headers,
            @Context RoutingContext http) {
        CostQuery query = query(Entrance.tenant(http), from, to, by);
        return view(query).map(view -> reply(query, view, isCsv(headers)));
    }

    private static RestResponse<Object> reply(CostQuery query, CostsView view, boolean csv) {
        return csv
                ? ResponseBuilder.<Object>ok(CostsFile.of(query, view))
                        .type(UploadResource.CSV)
                        .build()
                : ResponseBuilder.<Object>ok(view)
                        .type(MediaType.APPLICATION_JSON)
                        .build();
    }

    /** Whoever does not say what it takes gets JSON. */
    private static boolean isCsv(HttpHeaders headers) {
        return headers.getAcceptableMediaTypes().stream()
                .filter(type -> !type.isWildcardSubtype())
                .findFirst()
                .filter(type -> type.getSubtype().equals("csv"))
                .isPresent();
    }

    private Uni<CostsView> view(CostQuery query) {
        CostQuery all = new CostQuery(query.tenant(), query.from(), query.to(), Set.of());
        return costs.sums(query).chain(sums -> costs.sums(all)
                .map((List<CostSum> total) ->
                        CostsView.of(query, sums, total.stream().findFirst(), prices)));
    }

    private CostQuery query(String tenant, @Nullable String from, @Nullable String to, @Nullable String by) {
        List<Violation> violations = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate last = day("to", to, today, violations);
        LocalDate first = day("from", from, last.minusDays(USUAL_DAYS - 1), violations);
        Set<By> apart = by(by, violations);
        if (last.isBefore(first)) {
            violations.add(new Violation("to", "must not be before from"));
        }
        if (!violations.isEmpty()) {
            throw Refused.invalid(violations);
        }
        return new CostQuery(tenant, first, last, apart);
    }

    private static LocalDate day(String name, @Nullable String said, LocalDate usual, List<Violation> violations) {
        if (said == null) {
            return usual;
        }
        try {
            LocalDate day = LocalDate.parse(said);
            if (day.getYear() >= 1 && day.getYear() <= 9_999) {
                return day;
            }
        } catch (DateTimeException e) {
            // told below
        }
        violations.add(new Violation(name, "must be a day like 2026-01-31"));
        return usual;
    }

    private static Set<By> by(@Nullable String said, List<Violation> violations) {
        Set<By> apart = EnumSet.noneOf(By.class);
        for (String word : said == null ? new String[] {By.DAY.word()} : said.split(",", -1)) {
            By.of(word.strip())
                    .ifPresentOrElse(
                            apart::add,
                            () -> violations.add(new Violation(
                                    "by", "must be of day, tenant, task, lane and model, with commas between them")));
        }
        return apart;
    }
}
