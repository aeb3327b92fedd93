package dev.sheaf.openai;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.EOFException;
import java.nio.file.Path;

/** A file on its way up: read no faster than the provider takes it. */
final class Upload {
    private static final int READ_AT_ONCE = 64 * 1024;

    private final Transfer<HttpReply> transfer;
    private final FileSystem disk;
    private final Path from;
    private final Form form;
    private boolean sent;

    Upload(Transfer<HttpReply> transfer, FileSystem disk, Path from, Form form) {
        this.transfer = transfer;
        this.disk = disk;
        this.from = from;
        this.form = form;
    }

    void over(HttpClient client, RequestOptions options) {
        OpenOptions reading = new OpenOptions().setRead(true).setWrite(false).setCreate(false);
        disk.open(from.toString(), reading)
                .onFailure(transfer::failOnDisk)
                .onSuccess(file -> measure(file, client, options));
    }

    private void measure(AsyncFile file, HttpClient client, RequestOptions options) {
        transfer.with(file, Future::succeededFuture);
        if (!transfer.isOver()) {
            file.setReadBufferSize(READ_AT_ONCE);
            file.size().onFailure(transfer::failOnDisk).onSuccess(size -> connect(file, size, client, options));
        }
    }

    private void connect(AsyncFile file, long size, HttpClient client, RequestOptions options) {
        if (!transfer.isOver()) {
            client.request(options).onFailure(transfer::fail).onSuccess(request -> send(file, size, request));
        }
    }

    private void send(AsyncFile file, long size, HttpClientRequest request) {
        transfer.on(request);
        if (transfer.isOver()) {
            return;
        }
        Buffer before = form.before();
        Buffer after = form.after();
        request.putHeader("Content-Length", String.valueOf(before.length() + size + after.length()));
        request.response().onFailure(transfer::fail).onSuccess(this::answered);
        request.write(before);
        // a file that grows meanwhile is sent as long as it was
        file.setReadLength(size);
        file.handler(bytes -> pass(bytes, file, request));
        file.endHandler(end -> finish(size, after, request));
    }

    private void pass(Buffer bytes, AsyncFile file, HttpClientRequest request) {
        if (transfer.isOver()) {
            return;
        }
        transfer.moved(bytes.length());
        request.write(bytes);
        if (request.writeQueueFull()) {
            file.pause();
            request.drainHandler(drained -> file.resume());
        }
    }

    private void finish(long size, Buffer after, HttpClientRequest request) {
        if (transfer.moved() < size) {
            transfer.failOnDisk(new EOFException(from + " became shorter while it was uploaded"));
        } else if (!transfer.isOver()) {
            sent = true;
            request.end(after);
        }
    }

    private void answered(HttpClientResponse response) {
        response.exceptionHandler(transfer::fail);
        FileWire.text(response, this::done);
    }

    private void done(HttpReply reply) {
        if (sent) {
            transfer.complete(reply, Future::succeededFuture);
        } else {
            transfer.completeEarly(reply);
        }
    }
}
