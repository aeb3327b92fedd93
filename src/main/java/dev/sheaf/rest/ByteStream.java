package dev.sheaf.rest;

import io.smallrye.mutiny.Multi;

/**
 * A body that is written as it comes about, as fast as its reader takes it. One that fails midway breaks the connection,
 * so that nobody takes it for whole.
 */
record ByteStream(Multi<byte[]> bytes) {}
