package dev.sheaf.gateway;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import org.eclipse.microprofile.config.spi.Converter;

/** Sizes as the HTTP server's own settings take them, {@code 10M}, in bytes. */
@RegisterForReflection
public class SizeConverter implements Converter<Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long convert(String value) {
        return new MemorySizeConverter().convert(value).asLongValue();
    }
}
