package im.sidestream.transfer;

import im.sidestream.slot.Owner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Whose exports are whose, and which are being written. Thread-safe. */
public final class Exports {
    /** By owner, with whether the export may still be handed out. */
    private final Map<Owner, Boolean> underWay = new ConcurrentHashMap<>();

    /**
     * Returns under which name the exports of an owner lie: a resource of the service, which no account is, so that they
     * are found by their owner and count for nobody.
     */
    public static Owner holder(Owner owner) {
        return new Owner(owner.service(), owner.service() + "/" + owner.jid());
    }

    /** Begins an export; answers false while another one of the owner is being written. */
    public boolean begin(Owner owner) {
        return underWay.putIfAbsent(owner, true) == null;
    }

    /** Returns whether what is being written may be handed out. */
    public boolean isWanted(Owner owner) {
        return underWay.getOrDefault(owner, false);
    }

    /** Ends an export, whatever became of it. */
    public void end(Owner owner) {
        underWay.remove(owner);
    }

    /** Lets what is being written be handed out to nobody: its owner is being forgotten. */
    void cancel(Owner owner) {
        underWay.computeIfPresent(owner, (same, before) -> false);
    }
}
