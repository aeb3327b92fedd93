package dev.sheaf.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;

/** What the shop has: a task, a job, an audit and a cap, each in a state in which all could be done with it. */
record Belongings(Api api, Tenants tenants, String job, String audit) {

    static Belongings of(Api api, Tenants tenants) {
        String admin = tenants.admin();
        Api.Reply task = tenants.as(
                admin,
                api.request("/tasks/taste")
                        .header("Content-Type", Api.JSON)
                        .PUT(BodyPublishers.ofString(
                                Api.quoted("{'instructions':'Classify the comment by its sentiment.',"
                                        + "'labels':['POSITIVE','NEGATIVE','NEUTRAL']}"))));
        assertThat(task.status()).as(task.raw().body()).isEqualTo(201);
        Api.Reply job = tenants.as(
                admin,
                api.posted(
                        "/jobs?task=taste&lane=batch",
                        BodyPublishers.ofString("text\nA great joy.\n"),
                        "Content-Type",
                        "text/csv"));
        assertThat(job.status()).as(job.raw().body()).isEqualTo(201);
        Api.Reply audit = tenants.as(
                admin,
                api.posted(
                        "/tasks/taste/audits",
                        BodyPublishers.ofString(
                                Api.quoted(
                                        "{'items':[{'id':'a','text':'A great joy.'},{'id':'b','text':'Dull.'}],'sizes':[2]}"))));
        assertThat(audit.status()).as(audit.raw().body()).isEqualTo(202);
        return new Belongings(
                api,
                tenants,
                job.json().path("id").asText(),
                audit.json().path("id").asText());
    }

    /** An address of the document, of what is the shop's. */
    String in(String path) {
        String id = path.startsWith("/tasks") ? audit : path.startsWith("/keys") ? Tenants.id(tenants.admin()) : job;
        return path.replace("{name}", "taste")
                .replace("{id}", id)
                .replace("{item}", "1")
                .replace("{tenant}", tenants.shop);
    }

    /** What no other tenant shall read anywhere. */
    String[] marks() {
        return new String[] {job, audit, "taste", Tenants.id(tenants.admin()), tenants.shop};
    }

    void assertUnharmed() {
        assertThat(shops("/tasks/taste").json().path("definition").path("labels"))
                .hasSize(3);
        assertThat(shops("/jobs/" + job).json().path("state").asText()).isEqualTo("running");
        assertThat(shops("/tasks/taste/audits/" + audit).status()).isEqualTo(200);
        assertThat(shops("/keys").status()).isEqualTo(200);
    }

    /** Else that nobody else sees them would prove nothing. */
    void assertListed() {
        assertThat(shops("/tasks").raw().body()).contains("taste");
        assertThat(shops("/jobs").raw().body()).contains(job);
        assertThat(shops("/keys").raw().body()).contains(Tenants.id(tenants.admin()));
    }

    private Api.Reply shops(String path) {
        return tenants.as(tenants.admin(), api.request(path).GET());
    }
}
