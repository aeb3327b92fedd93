package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sheaf.access.Role;
import dev.sheaf.app.KeyedResource;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/** Keys of two tenants, and what one of them has. */
final class Tenants {
    private final Api api;

    final String shop = "shop-" + UUID.randomUUID();
    final String rival = "rival-" + UUID.randomUUID();
    final Map<Role, String> keys = new EnumMap<>(Role.class);
    final String rivals;
    final String revoked;

    Tenants(Api api) {
        this.api = api;
        for (Role role : Role.values()) {
            keys.put(role, key(shop, role.word()));
        }
        rivals = key(rival, "admin");
        revoked = key(shop, "admin");
        Api.Reply gone =
                as(KeyedResource.OPERATOR, api.request("/keys/" + id(revoked)).DELETE());
        assertThat(gone.status()).isEqualTo(204);
    }

    static String id(String key) {
        return key.substring(6, 18);
    }

    String admin() {
        return keys.get(Role.ADMIN);
    }

    private String key(String tenant, String role) {
        String wish = "{'tenant':'" + tenant + "','roles':['" + role + "']}";
        Api.Reply made = as(KeyedResource.OPERATOR, api.posted("/keys", BodyPublishers.ofString(Api.quoted(wish))));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        return made.json().path("key").asText();
    }

    Api.Reply as(String key, HttpRequest.Builder request) {
        return api.send(request.copy().header("Authorization", "Bearer " + key));
    }
}
