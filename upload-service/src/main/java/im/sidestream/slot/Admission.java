package im.sidestream.slot;

import im.sidestream.slot.ServiceAdministration.Block;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who may ask, and with what.
 *
 * @param allow who may ask for slots
 * @param block who may not, even though allowed
 * @param types what files may claim to be
 * @param closed whether nobody may for a while, because the service is being maintained
 */
public record Admission(Accounts allow, Accounts block, TypeRules types, boolean closed) {
    /** Rules of a service that is open. */
    public Admission(Accounts allow, Accounts block, TypeRules types) {
        this(allow, block, types, false);
    }

    /** Lets everyone in whom {@code allow} names, with everything. */
    public static Admission of(Accounts allow) {
        return new Admission(allow, Accounts.NONE, TypeRules.ANY);
    }

    /** Returns these rules with more that is blocked, and closed or open. */
    public Admission with(List<Block> blocks, boolean maintenance) {
        return new Admission(
                allow,
                new Accounts(joined(block.patterns(), blocks, Block.Kind.USER)),
                new TypeRules(types.allow(), joined(types.refuse(), blocks, Block.Kind.TYPE)),
                maintenance);
    }

    private static List<String> joined(List<String> patterns, List<Block> blocks, Block.Kind kind) {
        Stream<String> more =
                blocks.stream().filter(block -> block.kind() == kind).map(Block::pattern);
        return Stream.concat(patterns.stream(), more).toList();
    }

    /**
     * Lets a request pass.
     *
     * @throws Refusal {@link Reason#UNAVAILABLE}, {@link Reason#NOT_ALLOWED} or {@link Reason#TYPE_NOT_ACCEPTED}
     */
    public void require(SlotRequest request) throws Refusal {
        require(request, entitles(request.owner()));
    }

    /**
     * Lets a request pass that another server allowed: {@link #allow} does not count.
     *
     * @throws Refusal as {@link #require} does
     */
    void requireOpen(SlotRequest request) throws Refusal {
        require(request, !block.include(request.owner()));
    }

    private void require(SlotRequest request, boolean entitled) throws Refusal {
        if (closed) {
            throw Refusal.of(Reason.UNAVAILABLE, "The service is being maintained; try again later.");
        }
        if (!entitled) {
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
