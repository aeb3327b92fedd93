package dev.sheaf.openai;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.CopyOptions;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.EOFException;
import java.nio.file.Path;

/**
 * A file on its way down: taken no faster than the disk writes it. It is written beside its place and moved there when it
 * is whole, so that half a file is never taken for one.
 */
final class Download {
    private final Transfer<FileWire.Fetched> transfer;
    private final FileSystem disk;
    private final String to;
    private final String beside;

    Download(Transfer<FileWire.Fetched> transfer, FileSystem disk, Path to) {
        this.transfer = transfer;
        this.disk = disk;
        this.to = to.toString();
        this.beside = to + ".part";
    }

    void over(HttpClient client, RequestOptions options) {
        client.request(options).onFailure(transfer::fail).onSuccess(this::ask);
    }

    private void ask(HttpClientRequest request) {
        transfer.on(request);
        if (!transfer.isOver()) {
            request.send().onFailure(transfer::fail).onSuccess(this::answered);
        }
    }

    private void answered(HttpClientResponse response) {
        response.exceptionHandler(transfer::fail);
        if (response.statusCode() / 100 != 2) {
            FileWire.text(response, reply -> transfer.completeEarly(new FileWire.Fetched(reply, 0)));
            return;
        }
        response.pause();
        OpenOptions writing = new OpenOptions().setRead(false).setTruncateExisting(true);
        disk.open(beside, writing).onFailure(transfer::failOnDisk).onSuccess(file -> store(response, file));
    }

    private void store(HttpClientResponse response, AsyncFile file) {
        transfer.with(file, () -> disk.delete(beside));
        if (!transfer.isOver()) {
            response.handler(bytes -> pass(bytes, response, file));
            response.endHandler(end -> finish(response));
            response.resume();
        }
    }

    private void pass(Buffer bytes, HttpClientResponse response, AsyncFile file) {
        if (transfer.isOver()) {
            return;
        }
        transfer.moved(bytes.length());
        file.write(bytes);
        if (file.writeQueueFull()) {
            response.pause();
            file.drainHandler(drained -> response.resume());
        }
    }

    private void finish(HttpClientResponse response) {
        long bytes = transfer.moved();
        String announced = response.getHeader("Content-Length");
        if (announced != null && !announced.strip().equals(String.valueOf(bytes))) {
            transfer.fail(new EOFException("of " + announced + " bytes came " + bytes));
            return;
        }
        CopyOptions instead = new CopyOptions().setReplaceExisting(true).setAtomicMove(true);
        FileWire.Fetched fetched = new FileWire.Fetched(FileWire.reply(response, ""), bytes);
        transfer.complete(fetched, () -> disk.move(beside, to, instead));
    }
}
