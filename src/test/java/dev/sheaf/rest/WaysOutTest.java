package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotSupportedException;
import org.junit.jupiter.api.Test;

class WaysOutTest {

    @Test
    void a_body_without_its_content_type_is_told_which_one_to_send() {
        assertThat(new Problems().http(new NotSupportedException()).getEntity().detail())
                .isEqualTo("Send JSON with the header Content-Type: application/json;"
                        + " a job's file as text/csv or application/x-ndjson.");
    }

    @Test
    void a_caller_who_accepts_neither_form_of_answers_is_told_both() {
        assertThat(new Problems().http(new NotAcceptableException()).getEntity().detail())
                .contains("application/json", "application/x-ndjson");
    }
}
