package dev.sheaf.bulk;

import dev.sheaf.ask.Settled;
import dev.sheaf.ask.Share;
import dev.sheaf.cost.Tariff;
import dev.sheaf.model.ChatModel;
import dev.sheaf.model.ChatWire;
import dev.sheaf.model.Reply;
import dev.sheaf.model.Usage;
import dev.sheaf.pack.Prepared;
import dev.sheaf.pack.TokenCounter;
import dev.sheaf.pack.Weighed;
import dev.sheaf.quality.PackGuard;
import dev.sheaf.quality.Suspicion;
import dev.sheaf.task.Item;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks a task of its items, many in a request. */
final class PackedAsking implements Asking {
    /** What a chat's form adds to an item. */
    private static final long MARKER = 4;

    private final Prepared task;
    private final RequestLines lines;
    private final ChatModel chat;
    private final ChatWire wire;
    private final Filing filing;
    private final PackGuard guard;

    PackedAsking(Prepared task, ChatModel chat, ChatWire wire, Filing filing, PackGuard guard) {
        this.task = task;
        this.lines = new RequestLines(wire);
        this.chat = chat;
        this.wire = wire;
        this.filing = filing;
        this.guard = guard;
    }

    @Override
    public String model() {
        return task.task().definition().model();
    }

    @Override
    public String endpoint() {
        return Verbatim.CHAT;
    }

    @Override
    public Tariff tariff() {
        return Tariff.of(task.task().definition());
    }

    @Override
    public int mostItems() {
        return guard.mostItems(task);
    }

    /** In the order of the rows, so that whoever takes only the first groups leaves none behind. */
    @Override
    public Groups group(List<BulkItem> items, int most) {
        List<Weighed> fit = new ArrayList<>(items.size());
        List<List<Weighed>> packs = new ArrayList<>();
        List<BulkItem> tooLong = new ArrayList<>();
        for (BulkItem item : items) {
            Weighed weighed = task.packer().weigh(new Item(Long.toString(item.seq()), item.text()));
            if (task.packer().isTooLong(weighed)) {
                tooLong.add(item);
            } else if (Suspicion.isolates(task.task().definition(), item.text())) {
                packs.addAll(task.packer().pack(fit, most));
                packs.add(List.of(weighed));
                fit.clear();
            } else {
                fit.add(weighed);
            }
        }
        packs.addAll(task.packer().pack(fit, most));
        int fixedBytes = lines.fixedBytes(task);
        return new Groups(packs.stream().map(pack -> together(pack, fixedBytes)).toList(), tooLong);
    }

    private Group together(List<Weighed> pack, int fixedBytes) {
        long bytes = fixedBytes;
        long input = task.prompt().fixedTokens();
        List<Long> places = new ArrayList<>(pack.size());
        for (Weighed item : pack) {
            places.add(Long.valueOf(item.item().id()));
            bytes += RequestLines.itemBytes(item.item().text());
            input += MARKER + TokenCounter.estimate(item.item().text());
        }
        return new Group(
                places, bytes, input, (long) pack.size() * task.prompt().outputPerItem());
    }

    /** No token stands for less than a byte of its request's line, which is more than what a chat's form adds. */
    @Override
    public Usage atMost(Part part, Usage planned) {
        long requests = part.size().requests();
        boolean guarded = task.task().definition().quality().canary();
        long canaries = guarded ? requests * task.prompt().outputPerItem() : 0;
        long output = task.prompt().outputAtMost(requests, planned.outputTokens() + canaries);
        return new Usage(part.size().bytes(), 0, output, 0);
    }

    @Override
    public Usage usual(Asked asked) {
        return task.prompt().usual(RequestLines.pack(task, asked));
    }

    @Override
    public byte[] line(Asked asked) {
        return lines.line(task, asked);
    }

    @Override
    public Optional<Heard> hear(OutputLine line) {
        return line.isReply()
                ? wire.reply(line.requestId(), line.body(), task.prompt().form())
                        .map(this::heard)
                : Optional.empty();
    }

    @Override
    public Uni<Heard> ask(Asked asked, String id) {
        return chat.ask(RequestLines.chat(task, asked, RequestLines.pack(task, asked), id))
                .map(this::heard);
    }

    private void watch(Asked asked, Settlement settlement, Usage usage) {
        PackGuard.Watch watch = guard.watch(task, asked.items().size());
        Map<Long, String> texts = asked.items().stream().collect(Collectors.toMap(BulkItem::seq, BulkItem::text));
        List<Share> shares =
                Share.split(settlement.request(), usage, asked.items().size());
        int place = 0;
        for (Settlement.Item item : settlement.items()) {
            Share share = shares.get(place);
            int at = place++;
            item.answer()
                    .ifPresent(answer -> watch.settled(
                            new Item(Long.toString(item.seq()), texts.getOrDefault(item.seq(), "")),
                            new Settled(at, answer, List.of(share))));
        }
    }

    private Heard heard(Reply reply) {
        return new Heard() {
            @Override
            public Usage usage() {
                return reply.usage();
            }

            @Override
            public Settlement file(Part part, Asked asked) {
                Settlement settlement = filing.reply(task, part, asked, reply);
                watch(asked, settlement, reply.usage());
                return settlement;
            }
        };
    }
}
