package dev.sheaf.app;

import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceResource.class)
class HealthTest {

    @Test
    void it_is_ready_when_the_database_is() {
        when().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }
}
