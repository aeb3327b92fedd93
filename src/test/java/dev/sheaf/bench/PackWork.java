package dev.sheaf.bench;

import dev.sheaf.model.ChatRequest;
import dev.sheaf.model.Priority;
import dev.sheaf.model.Reply;
import dev.sheaf.pack.CorrectModel;
import dev.sheaf.pack.Pack;
import dev.sheaf.pack.Packer;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.Reading;
import dev.sheaf.pack.Tasks;
import dev.sheaf.pack.Weighed;
import dev.sheaf.task.Item;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The plain work on a pack of 20, between a caller's items and its answers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PackWork {
    static final int ITEMS = 20;

    @Param({"lines", "json_schema"})
    public String format = "";

    @Param({"3", "77"})
    public int labels;

    private final List<Item> items =
            Comments.ALL.stream().map(text -> new Item("", text)).toList();
    private Prepared task;
    private Pack pack;
    private Reply reply;
    private long seed;

    @Setup
    public void prepare() {
        String names = IntStream.range(0, labels)
                .mapToObj(i -> "'label_number_" + (char) ('a' + i / 26) + (char) ('a' + i % 26) + "'")
                .collect(Collectors.joining(","));
        task = Tasks.prepared(Tasks.definition(
                "'instructions':'Classify the movie comment.','labels':[" + names + "]", "'format':'" + format + "'"));
        pack = task.prompt().lay(items, 1);
        ChatRequest request = task.prompt().ask(pack, "id", Priority.ONLINE, "bench");
        reply = CorrectModel.reply(request, text -> "label_number_a" + (char) ('a' + text.length() % 3));
    }

    @Benchmark
    public List<List<Weighed>> packer() {
        Packer packer = task.packer();
        return packer.pack(items.stream().map(packer::weigh).toList(), ITEMS);
    }

    @Benchmark
    public Pack lay() {
        return task.prompt().lay(items, seed++);
    }

    @Benchmark
    public ChatRequest ask() {
        return task.prompt().ask(pack, "id", Priority.ONLINE, "bench");
    }

    @Benchmark
    public Reading read() {
        return task.reader().read(pack, reply);
    }
}
