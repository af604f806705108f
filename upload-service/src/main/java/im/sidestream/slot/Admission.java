package im.sidestream.slot;

/**
 * Who may ask, and with what.
 *
 * @param allow who may ask for slots
 * @param block who may not, even though allowed
 * @param types what files may claim to be
 */
public record Admission(Accounts allow, Accounts block, TypeRules types) {
    /** Lets everyone in whom {@code allow} names, with everything. */
    public static Admission of(Accounts allow) {
        return new Admission(allow, Accounts.NONE, TypeRules.ANY);
    }

    /**
     * Lets a request pass.
     *
     * @throws Refusal {@link Reason#NOT_ALLOWED} or {@link Reason#TYPE_NOT_ACCEPTED}
     */
    public void require(SlotRequest request) throws Refusal {
        if (!entitles(request.owner())) {
            throw Refusal.of(Reason.NOT_ALLOWED, "You may not upload files here.");
        }
        if (!types.accept(request.servedType())) {
            throw Refusal.of(
                    Reason.TYPE_NOT_ACCEPTED,
                    "Files of the type " + request.servedType().essence() + " are not accepted here.");
        }
    }

    /** Returns whether the account with this bare JID may ask for slots. */
    public boolean entitles(String bareJid) {
        return allow.include(bareJid) && !block.include(bareJid);
    }
}
