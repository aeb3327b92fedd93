package dev.sheaf.access;

import java.util.regex.Pattern;

/** How tenants may be called. */
public final class Tenant {
    public static final String PATTERN = "[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?";
    public static final String MESSAGE =
            "must be up to 64 of a-z, 0-9, dot, hyphen and underscore, a letter or digit" + " first and last";

    private static final Pattern NAME = Pattern.compile(PATTERN);

    private Tenant() {}

    public static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }
}
