package im.sidestream.catalog;

import im.sidestream.slot.SlotRequest;
import im.sidestream.slot.Upload;
import java.sql.SQLException;

/**
 * What a transaction keeps from all others until it ends, where several write at once. An owner's lock is held by whoever
 * looks at all of the owner's counters, or changes several files of the owner. It is waited for only by those who hold no
 * row of a counter yet; a service's is waited for after it, and nothing that could be waited for after that.
 */
interface Locks {
    /** For a database that only one connection writes to. */
    Locks NONE = new Locks() {
        @Override
        public void owner(String service, String owner) {
            // alone anyway
        }

        @Override
        public boolean tryOwner(String service, String owner) {
            return true;
        }

        @Override
        public void receiver(String service, String receiver) {
            // alone anyway
        }

        @Override
        public void sender(String service, String sender) {
            // alone anyway
        }

        @Override
        public void service(String service) {
            // alone anyway
        }

        @Override
        public void keys() {
            // alone anyway
        }

        @Override
        public void nodes() {
            // alone anyway
        }
    };

    /** Waits until nobody else has the owner. */
    void owner(String service, String owner) throws SQLException;

    /** Takes the owner if nobody has it. */
    boolean tryOwner(String service, String owner) throws SQLException;

    /** Takes the owner of an upload if nobody has it. */
    default boolean tryOwner(Upload upload) throws SQLException {
        SlotRequest request = upload.request();
        return tryOwner(request.service(), request.owner());
    }

    /**
     * Waits until nobody else makes offers to an account, or lists of it. Several are waited for in the order of their
     * names, and none after another kind of lock but that of a delivery's row.
     */
    void receiver(String service, String receiver) throws SQLException;

    /** Waits until nobody else counts what a sender names; before any other kind of lock. */
    void sender(String service, String sender) throws SQLException;

    /** Waits until nobody else reserves for the service: its total has a limit. */
    void service(String service) throws SQLException;

    /** Waits until nobody else adds signing keys. */
    void keys() throws SQLException;

    /** Waits until no other process joins. */
    void nodes() throws SQLException;
}
