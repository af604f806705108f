package im.sidestream.slot;

import java.util.List;

/**
 * Whose limits are which.
 *
 * @param named in the order in which they are asked: an account belongs to the first group that includes it
 * @param standard the limits of everyone else
 */
public record Groups(List<Group> named, Limits standard) {
    public Groups {
        named = List.copyOf(named);
    }

    /** Gives everyone the same limits. */
    public static Groups of(Limits standard) {
        return new Groups(List.of(), standard);
    }

    /** Returns what the account with this bare JID may store. */
    public Limits limitsOf(String bareJid) {
        for (Group group : named) {
            if (group.members.include(bareJid)) {
                return group.limits;
            }
        }
        return standard;
    }

    /** Some accounts and their limits. */
    public record Group(Accounts members, Limits limits) {}
}
