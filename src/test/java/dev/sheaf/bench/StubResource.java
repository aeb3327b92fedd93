package dev.sheaf.bench;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts the stub before the service, which is told where it is. */
public class StubResource implements QuarkusTestResourceLifecycleManager {
    static final String PID = "sheaf.bench.stub-pid";
    static final String PORT = "sheaf.bench.stub-port";

    private @Nullable Child stub;

    @Override
    public Map<String, String> start() {
        Child started = Child.start(StubProvider.class);
        stub = started;
        String port = started.line();
        return Map.of(
                "sheaf.openai.base-url",
                "http://127.0.0.1:" + port + "/v1",
                "sheaf.openai.api-key",
                "none",
                PORT,
                port,
                PID,
                String.valueOf(started.pid()));
    }

    @Override
    public void stop() {
        if (stub != null) {
            stub.close();
        }
    }
}
