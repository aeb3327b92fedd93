package dev.sheaf.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sheaf.access.ApiKey;
import dev.sheaf.access.Limits;
import dev.sheaf.access.Locksmith;
import dev.sheaf.access.Role;
import dev.sheaf.access.Tenant;
import dev.sheaf.cost.Money;
import dev.sheaf.task.Members;
import dev.sheaf.task.Violation;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Reads what a new key shall be. */
final class KeyReader {
    private static final String ROLES = "roles";

    private final String usualTenant;

    KeyReader(String usualTenant) {
        this.usualTenant = usualTenant;
    }

    /** @throws Refused with everything that is wrong */
    Locksmith.Wish read(JsonNode body) {
        Members members = Members.of(body);
        String tenant = members.text("tenant", 1_000).orElse(usualTenant);
        if (!Tenant.isValid(tenant)) {
            members.wrong("tenant", Tenant.MESSAGE);
        }
        String name = members.text("name", ApiKey.LONGEST_NAME).orElse("");
        if (name.chars().anyMatch(Character::isISOControl)) {
            members.wrong("name", "must not have control characters");
        }
        Set<Role> roles = roles(members);
        Limits limits = limits(members.within("limits"));
        members.refuseOthers();
        if (!members.violations().isEmpty()) {
            throw Refused.invalid(members.violations());
        }
        return new Locksmith.Wish(tenant, name, roles, limits);
    }

    private static Limits limits(Members members) {
        Limits limits = new Limits(
                members.integer("requestsPerMinute", 1, Limits.MOST_REQUESTS).orElse(null),
                members.integer("itemsPerDay", 1, Limits.MOST_ITEMS)
                        .map(Integer::longValue)
                        .orElse(null),
                members.decimal("usdPerDay", CapsResource::isAmount, "must be an amount like 5.00, from 0 to a million")
                        .map(Money::new)
                        .orElse(null));
        members.refuseOthers();
        return limits;
    }

    private static Set<Role> roles(Members members) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        int before = members.violations().size();
        members.each(ROLES, Role.values().length, (at, node) -> role(members, at, node)
                .ifPresent(roles::add));
        if (roles.isEmpty() && members.violations().size() == before) {
            members.wrong(ROLES, "must have one of ask, run, read and admin, or several");
        }
        return roles;
    }

    private static Optional<Role> role(Members members, String at, JsonNode node) {
        Optional<Role> role = Role.of(node.asText());
        if (!node.isTextual() || role.isEmpty()) {
            members.violations().add(new Violation(at, "must be ask, run, read or admin"));
            return Optional.empty();
        }
        return role;
    }
}
