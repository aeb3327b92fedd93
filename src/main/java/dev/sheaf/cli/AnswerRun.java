package dev.sheaf.cli;

import dev.sheaf.rows.Reason;
import dev.sheaf.rows.Row;
import dev.sheaf.rows.RowAnswer;
import dev.sheaf.rows.RowsIn;
import dev.sheaf.rows.RowsOut;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Answers rows in their order with several requests in flight. What it holds is the window: requests that are sent, and
 * those that are back but wait for an earlier one; it does not grow with the file.
 */
final class AnswerRun {
    private static final int BROKEN_REQUESTS_IN_A_ROW = 3;
    private static final int CHARACTERS_A_REQUEST = 1 << 19;
    private static final long TICK_MILLIS = 200;
    /** One request that hangs must not stop the others, so many more than are in flight may be back before it. */
    static final int WINDOWS = 8;

    private final RowsIn in;
    private final Questions questions;
    private final Courier courier;
    private final RowsOut out;
    private final Progress progress;
    private final Pace pace;
    private final Deque<Sent> window = new ArrayDeque<>();
    private Tally tally = Tally.NOTHING;
    private long rowsRead;
    private int brokenInARow;
    private @Nullable Reason broken;
    private @Nullable String inputFailure;
    private boolean inputEnded;
    private volatile boolean stopped;

    AnswerRun(RowsIn in, Questions questions, Courier courier, RowsOut out, Progress progress, Pace pace) {
        this.in = in;
        this.questions = questions;
        this.courier = courier;
        this.out = out;
        this.progress = progress;
        this.pace = pace;
    }

    /** @param requests in flight at once; @param items in each of them */
    record Pace(int requests, int items) {}

    private record Sent(List<Entry> entries, Future<Delivery> delivery) {}

    /**
     * How a run ended.
     *
     * @param trouble why before its end; absent: it is complete
     */
    record Ending(Tally tally, @Nullable String trouble) {}

    /** How many rows are in the output by now. */
    long rows() {
        return tally.rows();
    }

    /** Ends the run as soon as it can; from any thread. */
    void stop() {
        stopped = true;
    }

    /** @throws IOException where the output cannot be written */
    Ending run() throws IOException {
        ExecutorService couriers = Executors.newFixedThreadPool(pace.requests(), AnswerRun::daemon);
        try {
            fill(couriers);
            while (!window.isEmpty() && trouble() == null) {
                settleFirst();
                fill(couriers);
            }
            String trouble = trouble() == null ? inputFailure : trouble();
            saveWhatIsBack();
            return new Ending(tally, trouble);
        } finally {
            couriers.shutdownNow();
        }
    }

    private @Nullable String trouble() {
        if (stopped) {
            return "Stopped.";
        }
        return broken == null || brokenInARow < BROKEN_REQUESTS_IN_A_ROW
                ? null
                : "Stopped: " + brokenInARow + " requests in a row failed, the last with " + broken.error();
    }

    private void fill(ExecutorService couriers) {
        while (!inputEnded && !stopped && window.size() < WINDOWS * pace.requests()) {
            List<Entry> entries = nextEntries();
            if (!entries.isEmpty()) {
                window.add(new Sent(entries, couriers.submit(() -> courier.deliver(entries))));
            }
        }
    }

    private List<Entry> nextEntries() {
        List<Entry> entries = new ArrayList<>();
        int characters = 0;
        while (!inputEnded && entries.size() < pace.items() && characters < CHARACTERS_A_REQUEST) {
            Row row = nextRow();
            if (row != null) {
                Entry entry = questions.of(row);
                entries.add(entry);
                characters += entry.characters();
            }
        }
        return entries;
    }

    private @Nullable Row nextRow() {
        try {
            Row row = in.next();
            inputEnded = row == null;
            rowsRead += row == null ? 0 : 1;
            return row;
        } catch (IOException e) {
            inputEnded = true;
            inputFailure = "The rest of the input cannot be read: " + SheafClient.said(e);
            return null;
        }
    }

    private void settleFirst() throws IOException {
        Sent first = window.getFirst();
        try {
            Delivery delivery = first.delivery().get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            window.removeFirst();
            settle(first.entries(), delivery);
        } catch (TimeoutException e) {
            progress.show(tally, rowsRead);
        } catch (InterruptedException e) {
            stop();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void settle(List<Entry> entries, Delivery delivery) throws IOException {
        if (entries.stream().anyMatch(Entry::isAsked)) {
            broken = delivery.broken();
            brokenInARow = broken == null ? 0 : brokenInARow + 1;
        }
        tally = tally.plus(delivery.spent());
        for (Entry entry : entries) {
            RowAnswer answer = delivery.answer(entry);
            out.write(entry.row(), answer);
            tally = tally.plusRow(entry.isAsked(), answer.answered());
            if (answer instanceof Reason reason) {
                progress.complain(complaint(entry, reason));
            }
        }
        out.flush();
        progress.show(tally, rowsRead);
    }

    private static String complaint(Entry entry, Reason reason) {
        return entry.isAsked() ? "line " + entry.row().line() + ": " + reason.error() : reason.message();
    }

    /** What is back by the time of an early end is paid for. */
    private void saveWhatIsBack() throws IOException {
        for (Sent sent : window) {
            if (sent.delivery().isDone()) {
                try {
                    settle(sent.entries(), sent.delivery().get());
                } catch (InterruptedException | ExecutionException e) {
                    progress.say("The answers from line "
                            + sent.entries().get(0).row().line() + " on are lost: " + e);
                }
            }
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "sheaf-courier");
        thread.setDaemon(true);
        return thread;
    }
}
