package dev.sheaf.app;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;

/** Lets scheduled work begin when all that may refuse the start has been heard: a start that fails has done nothing. */
@ApplicationScoped
class SchedulerStart {

    void begin(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) StartupEvent last, Scheduler scheduler) {
        if (scheduler.isStarted()) {
            scheduler.resume();
        }
    }
}
