package dev.sheaf.app;

import static io.restassured.RestAssured.when;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

@QuarkusIntegrationTest
@WithTestResource(ServiceResource.class)
class HealthIT {

    @Test
    void the_packaged_program_runs_on_a_database_it_was_given() {
        when().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    }
}
