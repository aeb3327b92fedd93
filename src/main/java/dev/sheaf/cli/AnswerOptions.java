package dev.sheaf.cli;

import picocli.CommandLine.Option;

/** Which rows are answered while the command waits, and how fast. */
final class AnswerOptions extends RowOptions {
    @Option(
            names = "--concurrency",
            paramLabel = "REQUESTS",
            defaultValue = "8",
            description = "Requests in flight at once (default: ${DEFAULT-VALUE}). More make a file faster where"
                    + " the provider's limits allow it.")
    int concurrency;

    @Override
    void check() {
        super.check();
        if (concurrency < 1 || concurrency > 256) {
            throw CommandFailure.refused("--concurrency is from 1 to 256.");
        }
    }
}
