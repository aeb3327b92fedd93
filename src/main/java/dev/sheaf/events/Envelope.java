package dev.sheaf.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.rows.Json;
import java.nio.charset.StandardCharsets;

/** How an event goes out: as a CloudEvent 1.0 in one piece, so that what is signed is all of it. */
final class Envelope {
    static final String MEDIA_TYPE = "application/cloudevents+json";

    private Envelope() {}

    static byte[] of(Parcel parcel) {
        ObjectNode event = Json.object();
        event.put("specversion", "1.0").put("id", parcel.id()).put("source", "/jobs/" + parcel.job());
        event.put("type", parcel.type()).put("time", parcel.createdAt().toString());
        event.put("datacontenttype", "application/json");
        JsonNode data = Json.lenient(parcel.data().getBytes(StandardCharsets.UTF_8));
        event.set("data", data);
        return Json.compact(event).getBytes(StandardCharsets.UTF_8);
    }
}
