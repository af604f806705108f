package im.sidestream.catalog;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/**
 * What SQLite's complaints about one file mean.
 *
 * @param file the database, which every message names
 */
record Faults(Path file) {
    private static final int PRIMARY_CODE = 0xff;

    /** Returns a refusal for a full disk, which is nobody's mistake, and a {@link CatalogException} for all else. */
    Exception translate(SQLException e) {
        if (code(e) == SQLiteErrorCode.SQLITE_FULL) {
            return Refusal.of(Reason.STORAGE_FULL, "The service has no room left.");
        }
        return broken(e);
    }

    /** Returns the fault that {@code e} is, with a message that says what to do. */
    CatalogException broken(SQLException e) {
        return new CatalogException("the catalog " + file + " " + meaning(e), e);
    }

    private static String meaning(SQLException e) {
        return switch (code(e)) {
            case SQLITE_FULL -> "cannot grow: the disk is full";
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH -> "cannot be written: check its owner and permissions";
            case SQLITE_CANTOPEN -> "cannot be opened: check that its directory exists and is writable";
            case SQLITE_CORRUPT -> "is damaged: restore it from a backup";
            case SQLITE_NOTADB -> "is not a database of this service";
            case SQLITE_BUSY, SQLITE_LOCKED -> "is held by another program";
            case SQLITE_IOERR -> "cannot be read or written: the disk reports an error";
            default -> "failed: " + e.getMessage();
        };
    }

    /** Returns what kind of complaint it is, whatever its details. */
    static SQLiteErrorCode code(SQLException e) {
        return SQLiteErrorCode.getErrorCode(e.getErrorCode() & PRIMARY_CODE);
    }
}
