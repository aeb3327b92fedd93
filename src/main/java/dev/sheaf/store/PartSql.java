package dev.sheaf.store;

/** What {@link StoredParts} says to the database; each change repeats its expectation. */
final class PartSql {
    private PartSql() {}

    static final String JOB_OF = "select * from job where id = $1";

    static final String OVERFLOWS =
            "select count(*) as done from part where job = $1 and failure like 'token_limit_exceeded%'";

    static final String PAUSE = pause("null");

    /** @param resumeAt when it goes on by itself */
    static String pause(String resumeAt) {
        return """
                update job set state = 'paused', reason_code = $2, reason = $3, resume_at = %s
                where id = (select job from part where id = $1) and state = 'running' and not cancelling
                """.formatted(resumeAt);
    }

    /** Parts of a model are let in one after the other. */
    static final String ADMIT_LOCK = "select pg_advisory_xact_lock(hashtext('enqueued tokens of ' || $1))";

    /**
     * Those that wait stand in line: whoever's job would have the least in the queue goes first. A part is let in if all
     * before it fit as well; a model's first, and a job's, however large. $1 part, $2 model, $3 tokens at most.
     */
    static final String ADMIT = """
            with queue as (
                select p.job, sum(p.tokens) as tokens from part p
                where p.model = $2 and p.admitted and p.state <> 'closed' group by p.job),
            waiting as (
                select p.id, p.tokens, j.queue_tokens,
                       coalesce(q.tokens, 0) + sum(p.tokens) over (partition by p.job order by p.id) as of_job
                from part p join job j on j.id = p.job left join queue q on q.job = p.job
                where p.model = $2 and p.state = 'reserved' and p.lane = 'batch' and not p.admitted
                  and j.state = 'running' and not j.cancelling and (j.hold_until is null or j.hold_until <= now())),
            line as (
                select id, sum(tokens) over behind as upto, row_number() over behind as place from waiting
                where queue_tokens is null or of_job <= queue_tokens or of_job = tokens
                window behind as (order by of_job - tokens, id)),
            total as (select coalesce(sum(tokens), 0) as tokens from queue)
            update part p set admitted = true from line, total
            where p.id = $1 and line.id = $1
              and (total.tokens + line.upto <= $3 or total.tokens = 0 and line.place = 1)
            """;

    static final String REQUESTS = "select * from request where part = $1 and number > $2 order by number limit $3";

    static final String OPEN =
            "select * from request where part = $1 and number > $2 and state < 2 order by number limit $3";

    static final String OPEN_BY_ID =
            "select * from request where part = $1 and id = any($2) and state < 2 order by number";

    private static final String ASKED =
            "select seq, text, round, tries + 1 as tries, copies, ballots from item where job = $1 and seq %s";

    /** Many times quicker than one by one, where they lie close together. */
    static final String ASKED_BETWEEN = ASKED.formatted("between $2 and $3");

    static final String ASKED_AMONG = ASKED.formatted("= any($2)");

    private static final String STEP = "update part set %s where id = $1 and lease_owner = $2 and state = '%s'";

    static final String UPLOADING =
            STEP.formatted("uploads = uploads + 1, began_at = coalesce(began_at, now())", "reserved");
    static final String UPLOADED = STEP.formatted("state = 'uploaded', input_file = $3", "reserved");
    static final String CREATING = STEP.formatted("creates = creates + 1, create_at = now()", "uploaded");
    static final String CREATED = """
            update part set state = 'created', batch = $3
            where id = $1 and lease_owner = $2 and state in ('uploaded', 'withdrawn')
            """;
    static final String WITHDRAWING = STEP.formatted("state = 'withdrawn', create_at = now()", "uploaded");
    static final String WITHDRAWN =
            STEP.formatted("state = 'reserved', input_file = null, create_at = null", "withdrawn");
    static final String NOT_CREATED = STEP.formatted("creates = creates - 1, create_at = null", "uploaded");
    static final String IS_SETTLED = """
            select create_at is null or create_at + make_interval(secs => $2) <= now() as settled from part where id = $1
            """;
    static final String POLLED =
            STEP.formatted("batch_state = $3, batch_done = $4, output_file = $5, error_file = $6", "created");
    static final String CANCELLED = STEP.formatted("cancelled = true", "created");
    static final String FETCHED = """
            update part set state = 'fetched', anomalies = anomalies + $3
            where id = $1 and lease_owner = $2 and (state = 'created' or state = 'reserved' and lane = 'online')
            """;

    static final String SENDING = """
            with mine as (
                select p.id, p.began_at from part p where p.id = $1 and p.lease_owner = $2 and p.state = 'reserved'),
            began as (
                update part set began_at = now() where id in (select id from mine where began_at is null)),
            sent as (
                update request set state = 1, attempts = attempts + 1
                where part in (select id from mine) and id = any($3) and state < 2)
            select count(*) as done from mine
            """;

    static final String NOT_SENT = """
            update request set state = 0 where part = $1 and id = any($3) and state = 1
              and exists (select from part where id = $1 and lease_owner = $2)
            """;
}
