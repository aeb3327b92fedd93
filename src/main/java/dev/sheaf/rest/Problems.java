package dev.sheaf.rest;

import dev.sheaf.access.LimitReached;
import dev.sheaf.access.TenantData;
import dev.sheaf.bulk.KeyTaken;
import dev.sheaf.bulk.TooManyUploads;
import dev.sheaf.cost.CapReached;
import dev.sheaf.events.Unreadable;
import dev.sheaf.online.Draining;
import dev.sheaf.online.Overloaded;
import dev.sheaf.quality.CannotBegin;
import dev.sheaf.rows.UnfitFile;
import dev.sheaf.task.Violation;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Every failure leaves as a problem. */
final class Problems {
    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final int AUDIT_RETRY_SECONDS = 10;

    @ServerExceptionMapper
    RestResponse<Problem> refused(Refused refused) {
        return response(refused.problem()).build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> overloaded(Overloaded overloaded) {
        return response(Problem.of(ProblemKind.OVERLOADED, "Nothing of this request was taken in.", List.of()))
                .header("Retry-After", seconds(overloaded.retryAfter()))
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> capped(CapReached capped) {
        return response(Problem.of(ProblemKind.CAP_REACHED, capped.getMessage(), List.of()))
                .header("Retry-After", seconds(capped.retryAfter()))
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> limited(LimitReached reached) {
        return response(Problem.of(ProblemKind.LIMIT_REACHED, reached.getMessage(), List.of()))
                .header("Retry-After", seconds(reached.retryAfter()))
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> jobsRun(TenantData.JobsRun refused) {
        String detail = refused.getMessage() + " Nothing was deleted; cancel them first, or say force=true.";
        return response(Problem.of(ProblemKind.JOBS_RUN, detail, List.of())).build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> tooManyUploads(TooManyUploads refused) {
        return response(Problem.of(ProblemKind.OVERLOADED, "As many files as allowed are being read.", List.of()))
                .header("Retry-After", seconds(refused.retryAfter()))
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> noAudit(CannotBegin refused) {
        return switch (refused.why()) {
            case BUSY ->
                response(Problem.of(ProblemKind.OVERLOADED, refused.getMessage(), List.of()))
                        .header("Retry-After", AUDIT_RETRY_SECONDS)
                        .build();
            case CAP ->
                response(Problem.of(
                                ProblemKind.INVALID_REQUEST,
                                null,
                                List.of(new Violation("maxCost", String.valueOf(refused.getMessage())))))
                        .build();
        };
    }

    @ServerExceptionMapper
    RestResponse<Problem> keyTaken(KeyTaken taken) {
        return response(Problem.of(
                        ProblemKind.KEY_TAKEN,
                        "It is that of the job " + taken.job() + ", which was ordered otherwise.",
                        List.of()))
                .header("Location", "/jobs/" + taken.job())
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> unfit(UnfitFile file) {
        return response(Problem.of(ProblemKind.UNFIT_FILE, file.sentence(), List.of()))
                .build();
    }

    /** Of a body that was being read; any other is a fault of ours, or of what we stand on. */
    @ServerExceptionMapper
    RestResponse<Problem> incomplete(IOException broken) {
        boolean body =
                broken instanceof BodyStream.Broken || broken instanceof ZipException || broken instanceof EOFException;
        if (!body) {
            return fault(broken);
        }
        return broken instanceof BodyStream.TooLarge
                ? response(Problem.of(ProblemKind.TOO_LARGE, broken.getMessage(), List.of()))
                        .build()
                : response(Problem.of(
                                ProblemKind.UPLOAD_INCOMPLETE,
                                broken.getMessage() + " Nothing was sent; send the file again.",
                                List.of()))
                        .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> stillRead(EventJobs.StillRead refused) {
        return response(Problem.of(ProblemKind.OVERLOADED, refused.getMessage(), List.of()))
                .header("Retry-After", seconds(refused.retryAfter()))
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> unreadable(Unreadable source) {
        return response(Problem.of(
                        ProblemKind.SOURCE_UNREADABLE,
                        "data.source.url: " + source.getMessage() + ". Send the event again.",
                        List.of()))
                .build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> draining(Draining draining) {
        return response(Problem.of(ProblemKind.SHUTTING_DOWN, null, List.of()))
                .header("Retry-After", 1)
                .build();
    }

    /** What the HTTP layer itself decides: unknown addresses, media types. */
    @ServerExceptionMapper
    RestResponse<Problem> http(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        return response(Problem.of(ProblemKind.of(status), wayOut(status), List.of()))
                .status(status)
                .build();
    }

    /** It names no methods by itself, which RFC 9110 demands. */
    @ServerExceptionMapper
    RestResponse<Problem> notAllowed(NotAllowedException failure, ContainerRequestContext request) {
        String methods = AllowedMethods.of(request);
        return response(Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "Allowed are " + methods + ".", List.of()))
                .header("Allow", methods)
                .build();
    }

    /** The HTTP layer takes a media type that cannot be read for a fault of ours. */
    @ServerExceptionMapper
    RestResponse<Problem> illegal(IllegalArgumentException fault, HttpHeaders headers) {
        return isMediaType(headers.getHeaderString(HttpHeaders.CONTENT_TYPE))
                ? fault(fault)
                : response(Problem.of(ProblemKind.UNSUPPORTED_MEDIA_TYPE, wayOut(415), List.of()))
                        .build();
    }

    private static boolean isMediaType(@Nullable String header) {
        try {
            return header == null || MediaType.valueOf(header) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String wayOut(int status) {
        return switch (status) {
            case 406 ->
                "Accept application/json; for answers also application/x-ndjson, and text/csv where the file came as CSV.";
            case 415 ->
                "Send JSON with the header Content-Type: application/json; a job's file as text/csv or application/x-ndjson.";
            default -> null;
        };
    }

    /** A fault of ours: the caller gets a number to name, the log gets the fault. */
    @ServerExceptionMapper
    RestResponse<Problem> fault(Throwable fault) {
        String number = UUID.randomUUID().toString();
        LOG.errorf(fault, "Request failed (%s)", number);
        return response(Problem.of(ProblemKind.INTERNAL_ERROR, "The log names this failure " + number + ".", List.of()))
                .build();
    }

    private static ResponseBuilder<Problem> response(Problem problem) {
        return ResponseBuilder.create(RestResponse.Status.fromStatusCode(problem.status()), problem)
                .type(Problem.MEDIA_TYPE);
    }

    static long seconds(Duration wait) {
        return Math.max(1, (wait.toMillis() + 999) / 1_000);
    }
}
