package dev.sheaf.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.gateway.FileStore.Listing;
import dev.sheaf.gateway.FileStore.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code /v1/files}: what callers store here, and what batches have written for them. */
final class FilesEndpoint implements Endpoint {
    private static final String ALL = "/v1/files";
    private static final String ONE = ALL + "/:id";
    private static final String CONTENT = ONE + "/content";
    /** Of a form beside its file. */
    private static final long SLACK = 1 << 20;

    private final FileStore store;
    private final FileContent content;
    private final InstantSource clock;
    private final Supplier<String> ids;
    private final long most;

    /**
     * @param ids what makes a file's id, each new
     * @param most bytes in a file
     */
    FilesEndpoint(FileStore store, InstantSource clock, Supplier<String> ids, long most) {
        this.store = store;
        this.content = new FileContent(store);
        this.clock = clock;
        this.ids = ids;
        this.most = most;
    }

    @Override
    public void open(Routes routes) {
        routes.json(HttpMethod.POST, ALL, this::create);
        routes.json(HttpMethod.GET, ALL, this::list);
        routes.json(HttpMethod.GET, ONE, call -> file(call).map(FileJson::of));
        routes.json(HttpMethod.DELETE, ONE, this::delete);
        routes.raw(HttpMethod.GET, CONTENT, this::content);
        routes.raw(HttpMethod.HEAD, CONTENT, this::content);
    }

    private Uni<ObjectNode> create(Call call) {
        Upload upload =
                new Upload(call.request().getHeader(HttpHeaders.CONTENT_TYPE), name -> named(call, name), store, most);
        expectShort(call);
        return BodyPieces.of(call.http())
                .onItem()
                .transformToUniAndConcatenate(upload::take)
                .onItem()
                .ignoreAsUni()
                .chain(upload::finish)
                .onFailure()
                .call(upload::abandon)
                .onCancellation()
                .call(upload::abandon)
                .map(FileJson::of);
    }

    private NewFile named(Call call, String name) {
        String id = "file-" + ids.get();
        return new NewFile(call.caller().tenant(), id, FilePurpose.BATCH, name, clock.instant(), null);
    }

    /** A length that is too large is heard of before its bytes. */
    private void expectShort(Call call) {
        String length = call.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > most + SLACK) {
            throw ApiError.fileTooLarge(most);
        }
    }

    private Uni<ObjectNode> list(Call call) {
        boolean ascending = Parameters.oneOf(List.of("asc", "desc"), "order", query(call, "order", "desc"))
                .equals("asc");
        int limit = (int) Parameters.within(1, Listing.MOST, "limit", query(call, "limit", "" + Listing.MOST));
        String after = call.query("after");
        String purpose = call.query("purpose");
        Optional<FilePurpose> known = Optional.ofNullable(purpose).flatMap(FilePurpose::of);
        if (purpose != null && known.isEmpty()) {
            return Uni.createFrom().item(FileJson.of(new Page(List.of(), false)));
        }
        return store.list(call.caller().tenant(), new Listing(known.orElse(null), after, limit, ascending))
                .map(page -> page.orElseThrow(() -> ApiError.noSuchCursor("file", String.valueOf(after))))
                .map(FileJson::of);
    }

    private static String query(Call call, String name, String usual) {
        String value = call.query(name);
        return value == null ? usual : value;
    }

    private Uni<StoredFile> file(Call call) {
        String id = call.segment("id");
        return store.find(call.caller().tenant(), id).map(file -> file.orElseThrow(() -> ApiError.noSuch("File", id)));
    }

    private Uni<ObjectNode> delete(Call call) {
        String id = call.segment("id");
        return store.delete(call.caller().tenant(), id).map(gone -> {
            if (!gone) {
                throw ApiError.noSuch("File", id);
            }
            return FileJson.deleted(id);
        });
    }

    private void content(Call call) {
        call.dropBody();
        file(call).subscribe().with(file -> content.answer(call, file), call::refuse);
    }
}
