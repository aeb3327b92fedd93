package dev.sheaf.gateway;

import dev.sheaf.access.Keys;
import dev.sheaf.access.MemoryKeyDays;
import dev.sheaf.ask.AskEvents;
import dev.sheaf.ask.AskPolicy;
import dev.sheaf.ask.Asker;
import dev.sheaf.bulk.Lane;
import dev.sheaf.cost.PriceTable;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Structured;
import dev.sheaf.model.Usage;
import dev.sheaf.online.Batcher;
import dev.sheaf.online.HandTimer;
import dev.sheaf.online.OnlineConfig;
import dev.sheaf.online.OnlineEvents;
import dev.sheaf.online.TaskShelf;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.Preparation;
import dev.sheaf.pack.Tasks;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.task.DefinitionJson;
import dev.sheaf.task.Task;
import dev.sheaf.task.TaskDefinition;
import io.smallrye.mutiny.Uni;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Chat completions behind a door: the real online lane, time that the test lets pass, and a model that it speaks for. */
final class TaskDoor implements AutoCloseable {
    static final String CHAT = "/v1/chat/completions";
    static final Duration PATIENCE = Duration.ofMinutes(2);
    static final int QUEUE = 20;

    final HandTimer timer = new HandTimer();
    final List<ChatRequest> asked = new CopyOnWriteArrayList<>();
    final Batcher batcher;
    private final MemoryTasks catalog = new MemoryTasks();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger completions = new AtomicInteger();
    private final Door door;

    TaskDoor(ChatModel model, Upstream upstream) {
        ChatModel heard = request -> {
            asked.add(request);
            return model.ask(request);
        };
        Asker asker =
                new Asker(heard, new AskPolicy(1), () -> 7, () -> "call-" + calls.incrementAndGet(), AskEvents.NONE);
        OnlineConfig online = new Online();
        batcher = new Batcher(
                asker, Batcher.Oversight.of(PackGuard.NONE, new OnlineEvents() {}), online, timer, timer::nanos);
        TaskShelf shelf = new TaskShelf(
                catalog,
                Preparation.of(EnumSet.allOf(Structured.class)),
                online.taskFreshness(),
                PackGuard.NONE,
                Runnable::run,
                timer::nanos);
        GatewayConfig config = new Config();
        Charges charges = new Charges(MemoryKeyDays.unbounded(), PriceTable.builtIn());
        TaskChat tasks = new TaskChat(shelf, batcher, charges, config.patience(), QUEUE, this::heading);
        door = Door.open(Keys.anyOnLoopback(), List.of(new ChatEndpoint(config, tasks, upstream, this::heading)));
    }

    /** A model that answers as it should, at a price. */
    static ChatModel correct(Usage usage, Function<String, Object> right) {
        return request -> {
            Reply reply = CorrectModel.reply(request, right);
            return Uni.createFrom()
                    .item(new Reply(reply.requestId(), reply.text(), reply.refusal(), reply.finish(), usage));
        };
    }

    static TaskDoor withTask(ChatModel model, TaskDefinition definition) {
        var door = new TaskDoor(model, new StagedUpstream());
        door.put("mood", definition);
        return door;
    }

    private Heading heading() {
        return new Heading("chatcmpl-" + completions.incrementAndGet(), 1_800_000_000);
    }

    void put(String name, TaskDefinition definition) {
        catalog.add(new Task("default", name, DefinitionJson.version(definition), definition, Instant.EPOCH));
    }

    static TaskDefinition sentiment(int packOf, String... members) {
        var all = new ArrayList<>(List.of(members));
        all.add("'packing':{'maxItems':" + packOf + ",'maxWait':'PT1M'}");
        return Tasks.sentiment(all.toArray(String[]::new));
    }

    /** Single quotes for double ones. */
    HttpResponse<String> chat(String body) {
        return door.post(CHAT, body.replace('\'', '"'));
    }

    CompletableFuture<HttpResponse<String>> chatting(String body) {
        return door.sending("POST", CHAT, body.replace('\'', '"'), "Authorization", "Bearer any");
    }

    @Override
    public void close() {
        door.close();
    }

    private static final class Config implements GatewayConfig {
        @Override
        public long maxBody() {
            return 1_000_000;
        }

        @Override
        public Lane batchLane() {
            return Lane.BATCH;
        }

        @Override
        public long maxFile() {
            return 1;
        }

        @Override
        public Duration patience() {
            return PATIENCE;
        }

        @Override
        public int maxConversations() {
            return 50;
        }

        @Override
        public int conversationsInFlight() {
            return 3;
        }

        @Override
        public Duration modelsFreshness() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Passthrough passthrough() {
            return Passthrough.STATELESS;
        }
    }

    private static final class Online implements OnlineConfig {
        @Override
        public int queueItems() {
            return QUEUE;
        }

        @Override
        public int packsInFlight() {
            return 4;
        }

        @Override
        public Duration retryAfter() {
            return Duration.ofSeconds(3);
        }

        @Override
        public Duration idle() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration taskFreshness() {
            return Duration.ofSeconds(1);
        }
    }
}
