package dev.sheaf.access;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param tenant whose data the caller sees, and who bears what its calls cost
 * @param roles what the caller may do with them
 * @param key the id of its key, which is no secret; absent where it needed none
 * @param limits what it may take
 */
public record Caller(
        String tenant, Set<Role> roles, @Nullable String key, Limits limits) {
    /** Where there are no keys, there is one; with keys it is the operator's own. */
    public static final String DEFAULT_TENANT = "default";

    public Caller {
        roles = Set.copyOf(roles);
    }

    /** One without limits. */
    public Caller(String tenant, Set<Role> roles, @Nullable String key) {
        this(tenant, roles, key, Limits.NONE);
    }

    /** One who needs no key. */
    public Caller(String tenant) {
        this(tenant, EnumSet.allOf(Role.class), null);
    }

    /** Whether one of these roles is among the caller's; an administrator has them all. */
    public boolean mayAs(Set<Role> any) {
        return roles.contains(Role.ADMIN) || any.stream().anyMatch(roles::contains);
    }

    /** Whether the caller sees to the keys of all tenants. */
    public boolean isOperator() {
        return tenant.equals(DEFAULT_TENANT) && roles.contains(Role.ADMIN);
    }

    /** Why not, in a sentence. @param any of which one would have done */
    public String lacks(Set<Role> any) {
        String needed = any.stream().sorted().map(Role::word).collect(Collectors.joining(", "));
        return "This needs a key with one of the roles " + (needed.isEmpty() ? "" : needed + ", ") + "admin.";
    }
}
