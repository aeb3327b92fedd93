package dev.sheaf.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Tokens of an issuer at both front doors. */
@QuarkusTest
@WithTestResource(DoorResource.class)
class TokensTest extends AtTheDoor {

    @Test
    void a_token_opens_both_doors_as_the_tenant_and_in_the_roles_that_it_names() throws Exception {
        String admin = issuer.token(tenant, "admin");
        assertThat(task(admin).statusCode()).isEqualTo(201);
        String ask = issuer.token(tenant, "ask", "openid");

        assertThat(send("/tasks/taste/answers", ask, "POST", "{'text':'A great joy.'}")
                        .statusCode())
                .isEqualTo(200);
        String chat = "{'model':'sheaf/taste','messages':[{'role':'user','content':'A great joy.'}]}";
        assertThat(send("/v1/chat/completions", ask, "POST", chat).statusCode()).isEqualTo(200);
        assertThat(send("/jobs", ask, "GET", "").statusCode()).isEqualTo(403);
        assertThat(send("/v1/files", ask, "GET", "").statusCode()).isEqualTo(403);
        String others = issuer.token("other-" + tenant, "admin");
        assertThat(send("/tasks/taste", others, "GET", "").statusCode()).isEqualTo(404);
        assertThat(json(send("/v1/chat/completions", others, "POST", chat))
                        .path("error")
                        .path("code")
                        .asText())
                .isEqualTo("model_not_found");
    }

    @Test
    void a_token_that_was_made_up_opens_neither_door() {
        String token = issuer.token(tenant, "admin");
        String madeUp = token.substring(0, token.length() - 8) + "AAAAAAAA";

        assertThat(send("/tasks", madeUp, "GET", "").statusCode()).isEqualTo(401);
        assertThat(send("/v1/models", madeUp, "GET", "").statusCode()).isEqualTo(401);
    }

    @Test
    void keys_go_on_beside_tokens_and_nobody_comes_in_without_either() {
        assertThat(send("/tasks", KeyedResource.OPERATOR, "GET", "").statusCode())
                .isEqualTo(200);
        assertThat(send("/tasks", "", "GET", "").statusCode()).isEqualTo(401);
    }
}
