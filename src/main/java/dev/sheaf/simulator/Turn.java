package dev.sheaf.simulator;

/** One message of a conversation; its text may be empty. */
record Turn(String role, String text) {
    boolean instructs() {
        return role.equals("system") || role.equals("developer");
    }
}
