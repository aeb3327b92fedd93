package dev.sheaf.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The short fields of a form that is passed on as it stands. */
final class Form implements FormReader.Parts {
    private static final int LONGEST_VALUE = 512;

    private final Map<String, String> fields = new HashMap<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private String name = "";
    private boolean isLong;

    private Form() {}

    /** @throws ApiError 400 where the body is no form */
    static Form read(String contentType, byte[] body) {
        Form form = new Form();
        FormReader reader = FormReader.of(contentType, form);
        reader.read(body);
        reader.end();
        return form;
    }

    /** Absent where there is none such, or it is longer than a name. */
    Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name)).filter(text -> !text.isEmpty());
    }

    @Override
    public void begin(PartHead head) {
        name = head.name();
        isLong = head.filename() != null;
        value.reset();
    }

    @Override
    public void data(byte[] bytes, int from, int to) {
        isLong |= value.size() + to - from > LONGEST_VALUE;
        if (!isLong) {
            value.write(bytes, from, to - from);
        }
    }

    @Override
    public void end() {
        if (!isLong) {
            fields.putIfAbsent(name, value.toString(StandardCharsets.UTF_8).strip());
        }
    }
}
