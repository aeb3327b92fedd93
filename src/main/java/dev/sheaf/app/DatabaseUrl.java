package dev.sheaf.app;

import dev.sheaf.cli.Programs.Refused;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a PostgreSQL database, in any of the forms {@code postgresql://}, {@code postgres://},
 * {@code jdbc:postgresql://} and {@code vertx-reactive:postgresql://}.
 *
 * <p>Of the parameters, those of TLS ({@code sslmode}, {@code sslrootcert}) are carried to both drivers; others are
 * understood by one of them only and are left where they were written.
 */
record DatabaseUrl(
        String host,
        int port,
        String database,
        @Nullable String user,
        @Nullable String password,
        Map<String, String> parameters) {

    private static final int USUAL_PORT = 5432;
    private static final Pattern FORM = Pattern.compile("(?:jdbc:|vertx-reactive:)?postgres(?:ql)?://"
            + "(?:(?<user>[^:/?]*)(?::(?<password>[^/?]*))?@)?"
            + "(?<host>\\[[^]]+]|[^:/?@,\\[]*)(?::(?<port>\\d{1,5}))?"
            + "(?:/(?<database>[^/?]*))?(?:\\?(?<parameters>.*))?");

    DatabaseUrl {
        parameters = Map.copyOf(parameters);
    }

    /**
     * @param variable the setting's name for the user
     * @throws Refused where it is not such an address; the sentence never repeats it, since it holds the password
     */
    static DatabaseUrl parse(String variable, String url) {
        Matcher form = FORM.matcher(url);
        if (!form.matches()) {
            throw new Refused(variable + " is not of the form postgresql://user:password@host:5432/name"
                    + " (special characters in the password are written as %40 and so on).");
        }
        try {
            return read(form);
        } catch (IllegalArgumentException e) {
            throw new Refused(variable + " has a % that is not followed by two hexadecimal digits.");
        }
    }

    private static DatabaseUrl read(Matcher form) {
        Map<String, String> parameters = parameters(form.group("parameters"));
        String user = form.group("user") == null ? parameters.get("user") : decode(form.group("user"));
        String password = form.group("password") == null ? parameters.get("password") : decode(form.group("password"));
        String host = form.group("host").isEmpty() ? "localhost" : form.group("host");
        int port = form.group("port") == null ? USUAL_PORT : Integer.parseInt(form.group("port"));
        return new DatabaseUrl(host, port, database(form.group("database"), user), user, password, parameters);
    }

    /** As everywhere in PostgreSQL, a database without a name is the one that is called like the user. */
    private static String database(@Nullable String given, @Nullable String user) {
        if (given != null && !given.isEmpty()) {
            return decode(given);
        }
        return user == null ? "postgres" : user;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals).toLowerCase(Locale.ROOT), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    /** Percent signs only: a plus is a plus, as in libpq. */
    private static String decode(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String encode(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Host and database, for people. */
    String name() {
        return host + ":" + port + "/" + database;
    }

    /**
     * What is missing in the configuration beside this address.
     *
     * @param given the setting that holds this address already and stays as it was written
     */
    Database.Configured completing(String given, Settings settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(Database.REACTIVE_URL, "postgresql://" + location());
        properties.put(Database.JDBC_URL, "jdbc:postgresql://" + location() + tlsParameters());
        properties.putAll(reactiveTls());
        properties.remove(given);
        put(properties, settings, "quarkus.datasource.username", user);
        put(properties, settings, "quarkus.datasource.password", password);
        return new Database.Configured(name(), properties);
    }

    private String location() {
        return host + ":" + port + "/" + encode(database);
    }

    private static void put(Map<String, String> properties, Settings settings, String name, @Nullable String value) {
        if (value != null && settings.find(name).isEmpty()) {
            properties.put(name, Escape.expressions(value));
        }
    }

    private String tlsParameters() {
        StringBuilder query = new StringBuilder();
        for (String name : new String[] {"sslmode", "sslrootcert"}) {
            String value = parameters.get(name);
            if (value != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(encode(value));
            }
        }
        return query.toString();
    }

    /** What libpq and the JDBC driver mean by the modes: only the two that verify look at the certificate. */
    private Map<String, String> reactiveTls() {
        String mode = parameters.get("sslmode");
        Map<String, String> properties = new LinkedHashMap<>();
        if (mode == null) {
            return properties;
        }
        properties.put("quarkus.datasource.reactive.postgresql.ssl-mode", mode);
        properties.put("quarkus.datasource.reactive.trust-all", String.valueOf(!mode.startsWith("verify")));
        if (mode.equals("verify-full")) {
            properties.put("quarkus.datasource.reactive.hostname-verification-algorithm", "HTTPS");
        }
        String authority = parameters.get("sslrootcert");
        if (authority != null) {
            properties.put("quarkus.datasource.reactive.trust-certificate-pem", "true");
            properties.put("quarkus.datasource.reactive.trust-certificate-pem.certs", authority);
        }
        return properties;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseUrl[" + name() + "]";
    }
}
