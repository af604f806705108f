package im.sidestream.catalog;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What PostgreSQL's complaints mean. Its codes are those of the SQL standard and of the manual's appendix A.
 *
 * @param name the database, which every message names
 */
record PostgresFaults(String name, InstantSource clock) {
    private static final Duration BREATH = Duration.ofSeconds(2);
    private static final String NO_DATABASE = "3D000";
    private static final String NO_PRIVILEGE = "42501";
    private static final String NO_SCHEMA = "3F000";
    private static final String CANCELLED = "57014";
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String READ_ONLY = "25006";
    private static final String DISK_FULL = "53100";

    /**
     * Returns a refusal for a full disk and for a database that does not answer just now, which are nobody's mistake, and a
     * {@link CatalogException} for all else.
     */
    Exception translate(SQLException e) {
        if (DISK_FULL.equals(e.getSQLState())) {
            return Refusal.of(Reason.STORAGE_FULL, "The service has no room left.");
        }
        return isAway(e) || isSlow(e) ? away() : broken(e);
    }

    /** Returns the refusal of everything while the database cannot be reached. */
    Refusal away() {
        return Refusal.until(
                clock.instant().plus(BREATH),
                Reason.UNAVAILABLE,
                "The service does not reach its database; try again in a moment.");
    }

    /** Returns the fault that {@code e} is, with a message that says what to do. */
    CatalogException broken(SQLException e) {
        return new CatalogException("the catalog " + name + " " + meaning(e), e);
    }

    String meaning(SQLException e) {
        String state = state(e);
        return switch (state) {
            case "28P01", "28000" ->
                "refuses the login: check catalog.user, catalog.password and pg_hba.conf (" + e.getMessage() + ")";
            case NO_DATABASE -> "does not exist: make it with createdb";
            case NO_PRIVILEGE, NO_SCHEMA ->
                "cannot be written: the user needs the right to create tables in its schema (" + e.getMessage() + ")";
            case READ_ONLY -> "is read-only: catalog.url must name the primary server";
            case DISK_FULL -> "cannot grow: its disk is full";
            case "53300" -> "has no connection left: raise max_connections, or lower catalog.connections";
            default -> isAway(e) ? "cannot be reached: " + e.getMessage() : "failed: " + e.getMessage();
        };
    }

    /** Returns whether the connection is of no more use, or none could be had. */
    static boolean isAway(SQLException e) {
        String state = state(e);
        return e instanceof SQLTransientConnectionException
                || state.startsWith("08")
                || state.startsWith("57P")
                || state.equals("53300")
                || state.equals(READ_ONLY);
    }

    private static boolean isSlow(SQLException e) {
        return state(e).equals(CANCELLED) || state(e).equals(LOCK_TIMEOUT);
    }

    /** Returns whether the very same transaction may succeed now: it lost against another one. */
    static boolean isRepeatable(SQLException e) {
        return state(e).equals("40001") || state(e).equals("40P01");
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }
}
