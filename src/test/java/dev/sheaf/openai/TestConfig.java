package dev.sheaf.openai;

import dev.sheaf.model.Structured;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Settings of a test, the rest at their defaults. */
record TestConfig(
        URI baseUrl,
        Optional<String> apiKey,
        Duration timeout,
        Duration batchTimeout,
        int concurrency,
        int retries,
        Optional<Duration> outputExpiresAfter,
        int relayWaiting,
        Duration relayPatience)
        implements OpenAiConfig {

    static TestConfig at(URI baseUrl) {
        return new TestConfig(
                baseUrl,
                Optional.of("sk-test-1234567890"),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                4,
                0,
                Optional.of(Duration.ofDays(7)),
                100,
                Duration.ofMinutes(1));
    }

    TestConfig withKey(String key) {
        return new TestConfig(
                baseUrl,
                Optional.ofNullable(key),
                timeout,
                batchTimeout,
                concurrency,
                retries,
                outputExpiresAfter,
                relayWaiting,
                relayPatience);
    }

    TestConfig withTimeout(Duration timeout) {
        return new TestConfig(
                baseUrl,
                apiKey,
                timeout,
                batchTimeout,
                concurrency,
                retries,
                outputExpiresAfter,
                relayWaiting,
                relayPatience);
    }

    TestConfig withBatchTimeout(Duration batchTimeout) {
        return new TestConfig(
                baseUrl,
                apiKey,
                timeout,
                batchTimeout,
                concurrency,
                retries,
                outputExpiresAfter,
                relayWaiting,
                relayPatience);
    }

    TestConfig withConcurrency(int concurrency) {
        return new TestConfig(
                baseUrl,
                apiKey,
                timeout,
                batchTimeout,
                concurrency,
                retries,
                outputExpiresAfter,
                relayWaiting,
                relayPatience);
    }

    TestConfig withRetries(int retries) {
        return new TestConfig(
                baseUrl,
                apiKey,
                timeout,
                batchTimeout,
                concurrency,
                retries,
                outputExpiresAfter,
                relayWaiting,
                relayPatience);
    }

    TestConfig withOutputExpiry(Duration after) {
        return new TestConfig(
                baseUrl,
                apiKey,
                timeout,
                batchTimeout,
                concurrency,
                retries,
                Optional.ofNullable(after),
                relayWaiting,
                relayPatience);
    }

    TestConfig withRoom(int waiting, Duration patience) {
        return new TestConfig(
                baseUrl, apiKey, timeout, batchTimeout, concurrency, retries, outputExpiresAfter, waiting, patience);
    }

    @Override
    public Optional<String> organization() {
        return Optional.of("org-7");
    }

    @Override
    public Optional<String> project() {
        return Optional.empty();
    }

    @Override
    public Duration shareRenewal() {
        return Duration.ofSeconds(3);
    }

    @Override
    public Duration connectTimeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public OptionalLong requestsPerMinute() {
        return OptionalLong.empty();
    }

    @Override
    public OptionalLong tokensPerMinute() {
        return OptionalLong.empty();
    }

    @Override
    public Duration maxWait() {
        return Duration.ofSeconds(60);
    }

    @Override
    public Optional<Set<Structured>> structured() {
        return Optional.empty();
    }
}
