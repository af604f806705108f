package im.sidestream.catalog;

import im.sidestream.slot.AuditTrail;
import im.sidestream.slot.Catalog;
import im.sidestream.slot.Inventory;
import im.sidestream.slot.Nodes;
import im.sidestream.slot.Restrictions;
import im.sidestream.slot.StreamLeases;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A catalog in a database, with what shares its tables; those end with it. */
public interface SqlCatalog extends Catalog {
    /** Returns the catalog as owners and administrators see it. */
    Inventory inventory();

    /** Returns what there is to do now. */
    CatalogLoad load();

    /** Returns what is remembered of removals and changes. */
    AuditTrail audit();

    /** Returns what administrators set. */
    Restrictions restrictions();

    /**
     * Returns what is kept of deliveries.
     *
     * @param random draws the names of rows; must be cryptographically strong
     */
    DeliveryTables deliveries(RandomGenerator random);

    /** Returns the leases of the streams of its services. */
    StreamLeases streamLeases();

    /** Returns the processes that share the catalog, where several may. */
    Optional<Nodes> nodes();
}
