package dev.sheaf.rest;

import dev.sheaf.access.Caller;
import dev.sheaf.access.ForeignPage;
import dev.sheaf.access.Keys;
import dev.sheaf.access.Knock;
import dev.sheaf.access.LimitReached;
import dev.sheaf.access.Quotas;
import dev.sheaf.access.Role;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Lets callers in who have a key, before anything else is looked at; what they may do then, {@link Permits} says. */
@Singleton
public class Entrance {
    private static final Logger LOG = Logger.getLogger(Entrance.class);
    static final int FIRST = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 2;

    /** Before that, where ticks need no key. */
    public static final int OPEN_TICKS = FIRST - 1;

    /** Before those, too: whether it came by a port where it is answered at all. Of one order it would be left to chance. */
    public static final int PORTS = OPEN_TICKS - 1;

    private static final String CALLER = Caller.class.getName();
    /** The wire has a door of its own, webhooks a signature; probes and the API's document tell nothing of tenants. */
    private static final Pattern ELSEWHERE =
            Pattern.compile("/v1(/.*)?|/q(/(?!metrics).*)?|/openapi(\\.\\w+)?|/hooks/provider");

    /** Figures name tenants and what they spend. */
    private static final Pattern FIGURES = Pattern.compile("/q/metrics.*");

    private static final Set<Role> WATCH = Set.of(Role.READ);

    /** Put on a request that came where only the operator's own systems come; of any value. */
    public static final String MANAGED = "dev.sheaf.managed";

    /** What PostgreSQL has no place for in a text, so that there cannot be anything of this name. */
    private static final String NUL = "%00";

    private final Keys keys;
    private final Quotas quotas;
    private final EarlyProblems problems;

    Entrance(Keys keys, Quotas quotas, EarlyProblems problems) {
        this.keys = keys;
        this.quotas = quotas;
        this.problems = problems;
    }

    void open(@Observes Router router) {
        router.route().order(FIRST).handler(this::letIn);
    }

    /** Whoever was not let in has no tenant, and nothing behind this goes on without one. */
    static Caller caller(RoutingContext http) {
        Caller caller = http.get(CALLER);
        if (caller == null) {
            throw new Refused(ProblemKind.UNAUTHENTICATED, null, List.of());
        }
        return caller;
    }

    static String tenant(RoutingContext http) {
        return caller(http).tenant();
    }

    private void letIn(RoutingContext http) {
        if (http.get(MANAGED) != null
                || ELSEWHERE.matcher(http.normalizedPath()).matches()) {
            http.next();
            return;
        }
        if (http.request().uri().contains(NUL)) {
            problems.tell(
                    http,
                    Problem.of(
                            ProblemKind.INVALID_REQUEST,
                            "No address holds the character NUL (" + NUL + ").",
                            List.of()));
            return;
        }
        Knock knock = Knock.of(http.request());
        knock.answered(keys, quotas)
                .subscribe()
                .with(found -> letIn(http, knock, found), failure -> refuse(http, failure));
    }

    private void letIn(RoutingContext http, Knock knock, Optional<Caller> found) {
        if (found.isPresent() && mayEnter(found.get(), http.normalizedPath())) {
            http.put(CALLER, found.get());
            http.next();
        } else if (found.isPresent()) {
            String why = "Figures are for the operator: they need a key of the tenant default with the role read.";
            problems.tell(http, Problem.of(ProblemKind.FORBIDDEN, why, List.of()));
        } else {
            http.response().putHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            problems.tell(http, Problem.of(ProblemKind.UNAUTHENTICATED, why(knock), List.of()));
        }
    }

    private static boolean mayEnter(Caller caller, String path) {
        return !FIGURES.matcher(path).matches() || caller.tenant().equals(Caller.DEFAULT_TENANT) && caller.mayAs(WATCH);
    }

    private void refuse(RoutingContext http, Throwable failure) {
        if (failure instanceof LimitReached reached) {
            http.response().putHeader("Retry-After", Long.toString(Problems.seconds(reached.retryAfter())));
            problems.tell(http, Problem.of(ProblemKind.LIMIT_REACHED, reached.getMessage(), List.of()));
        } else if (failure instanceof ForeignPage page) {
            problems.tell(http, Problem.of(ProblemKind.FOREIGN_PAGE, page.getMessage(), List.of()));
        } else {
            problems.tell(http, failed(failure));
        }
    }

    private static String why(Knock knock) {
        return knock.key().isEmpty()
                ? "Send the header Authorization: Bearer with a key of this service; without any key it answers only"
                        + " the machine that it runs on."
                : "The key is not one of this service, or it was revoked.";
    }

    private static Problem failed(Throwable failure) {
        String number = UUID.randomUUID().toString();
        LOG.errorf(failure, "A caller's key could not be looked up (%s)", number);
        return Problem.of(ProblemKind.INTERNAL_ERROR, "The log names this failure " + number + ".", List.of());
    }
}
