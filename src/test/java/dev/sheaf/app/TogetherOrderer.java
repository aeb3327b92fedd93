package dev.sheaf.app;

import io.quarkus.test.common.WithTestResource;
import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Integration tests with the same resources stand together, and so share one process of the packaged program. */
public final class TogetherOrderer implements ClassOrderer {

    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors().sort(Comparator.comparing(TogetherOrderer::resources));
    }

    private static String resources(ClassDescriptor test) {
        return test.findAnnotation(WithTestResource.class)
                .map(resource -> resource.value().getName())
                .orElse("");
    }
}
