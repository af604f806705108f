package im.sidestream.catalog;

/**
 * What a catalog has to do at one moment, and what it did since it was opened.
 *
 * @param waitingChanges changes that were asked for and not made
 * @param changes changes that were committed
 * @param commits transactions that were committed
 * @param failures changes that the database did not make
 * @param connections connections that there are
 * @param idleConnections those of them that nobody uses
 * @param waitingForConnection how many wait for one
 * @param outages how often the database was away
 */
public record CatalogLoad(
        long waitingChanges,
        long changes,
        long commits,
        long failures,
        int connections,
        int idleConnections,
        int waitingForConnection,
        long outages) {}
