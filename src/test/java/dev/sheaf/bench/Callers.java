package dev.sheaf.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers on one thread, each on a connection that is kept alive and carries one request at a time, written by hand over
 * plain channels so that the load takes little of what it measures.
 */
final class Callers {
    private static final long RAMP = 1_000_000_000L;
    private static final long NAP = 50_000;
    private static final long PATIENCE = 10_000_000_000L;

    private final Load load;
    private final Requests requests;
    private final Selector selector;
    private final List<Caller> callers = new ArrayList<>();
    private final Deque<Caller> idle = new ArrayDeque<>();
    private final long start;
    private final long end;
    private long[] latencies = new long[1 << 16];
    private int measured;
    private long all;
    private long bad;
    private long sent;

    private Callers(Load load, Selector selector) throws IOException {
        this.load = load;
        this.requests = new Requests(load.port(), load.path());
        this.selector = selector;
        for (int i = 0; i < load.callers(); i++) {
            callers.add(connect());
        }
        this.start = System.nanoTime();
        this.end = start + RAMP + load.seconds() * 1_000_000_000L;
    }

    static Measured run(Load load) throws IOException {
        try (Selector selector = Selector.open()) {
            var run = new Callers(load, selector);
            try {
                run.go();
                run.awaitOpen();
            } finally {
                run.close();
            }
            return Measured.of(run.all, run.bad, load.seconds(), Arrays.copyOf(run.latencies, run.measured));
        }
    }

    private Caller connect() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", load.port()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        var caller = new Caller(channel);
        channel.register(selector, SelectionKey.OP_READ, caller);
        return caller;
    }

    private void go() throws IOException {
        if (load.perSecond() == 0) {
            for (Caller caller : callers) {
                ask(caller, System.nanoTime());
            }
            while (System.nanoTime() < end) {
                selector.select(this::readable, 10);
            }
        } else {
            idle.addAll(callers);
            for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
                askDue(now);
                if (selector.selectNow(this::readable) == 0) {
                    LockSupport.parkNanos(Math.max(1, Math.min(NAP, due() - System.nanoTime())));
                }
            }
        }
    }

    /** Nobody hangs up on the service: what that costs would fall on the next run. */
    private void awaitOpen() throws IOException {
        while (all < sent) {
            selector.select(this::readable, 10);
            if (System.nanoTime() - end > PATIENCE) {
                throw new IllegalStateException((sent - all) + " requests were never answered");
            }
        }
    }

    /** Who is due and finds no caller free is asked later, but its time runs from when it was due. */
    private void askDue(long now) throws IOException {
        while (due() <= now && !idle.isEmpty()) {
            ask(idle.pop(), due());
        }
    }

    private void ask(Caller caller, long since) throws IOException {
        sent++;
        caller.ask(requests.next(), since);
    }

    private long due() {
        return start + sent * 1_000_000_000L / load.perSecond();
    }

    private void readable(SelectionKey key) {
        var caller = (Caller) key.attachment();
        try {
            if (caller.read()) {
                answered(caller);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the service hung up", e);
        }
    }

    private void answered(Caller caller) throws IOException {
        long now = System.nanoTime();
        all++;
        bad += caller.isGood() ? 0 : 1;
        if (now - start >= RAMP && now < end) {
            if (measured == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * measured);
            }
            latencies[measured++] = now - caller.since();
        }
        if (load.perSecond() == 0 && now < end) {
            ask(caller, now);
        } else {
            idle.push(caller);
        }
    }

    private void close() throws IOException {
        for (Caller caller : callers) {
            caller.close();
        }
    }

    /** The requests of a run, made in advance. */
    private static final class Requests {
        private final List<ByteBuffer> made;
        private int next;

        Requests(int port, String path) {
            made = Comments.ALL.stream()
                    .map(text -> HttpText.post(port, path, path.startsWith("/v1/") ? chat(text) : item(text)))
                    .toList();
        }

        private static String item(String text) {
            return "{\"text\":\"" + text + "\"}";
        }

        private static String chat(String text) {
            return "{\"model\":\"gpt-4o-mini\",\"messages\":[{\"role\":\"system\",\"content\":\"Classify the comment by its"
                    + " sentiment.\"},{\"role\":\"user\",\"content\":\"" + text + "\"}],\"temperature\":0}";
        }

        ByteBuffer next() {
            next = next + 1 == made.size() ? 0 : next + 1;
            return made.get(next).duplicate();
        }
    }
}
