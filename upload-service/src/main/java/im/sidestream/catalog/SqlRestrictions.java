package im.sidestream.catalog;

import im.sidestream.slot.Restrictions;
import im.sidestream.slot.ServiceAdministration.Block;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Blocks and limits in the catalog's database. */
final class SqlRestrictions implements Restrictions {
    private final Changes<Statements> changes;
    private final Reads readers;

    SqlRestrictions(Changes<Statements> changes, Reads readers) {
        this.changes = changes;
        this.readers = readers;
    }

    @Override
    public CompletableFuture<List<Block>> blocks(String service) {
        return readers.read(reader -> reader.lists().blocks(service));
    }

    @Override
    public CompletableFuture<Void> block(String service, Block.Kind kind, String pattern, String by) {
        return changes.submit(true, statements -> {
            statements.block(service, kind, pattern, by);
            return null;
        });
    }

    @Override
    public CompletableFuture<Boolean> unblock(String service, Block.Kind kind, String pattern, String by) {
        return changes.submit(true, statements -> statements.unblock(service, kind, pattern, by));
    }

    @Override
    public CompletableFuture<Map<String, String>> limits(String service) {
        return readers.read(reader -> reader.lists().limits(service));
    }

    @Override
    public CompletableFuture<Void> limit(String service, String key, @Nullable String value, String by) {
        return changes.submit(true, statements -> {
            statements.limit(service, key, value, by);
            return null;
        });
    }

    /** What changes them; for the writer's thread alone. */
    static final class Statements {
        private final AuditStatements audit;
        private final InstantSource clock;
        private final Prepared block;
        private final Prepared unblock;
        private final Prepared set;
        private final Prepared reset;

        Statements(SqlConnection connection, AuditStatements audit, InstantSource clock) throws SQLException {
            this.audit = audit;
            this.clock = clock;
            block = new Prepared(connection, "INSERT INTO block VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
            unblock = new Prepared(connection, "DELETE FROM block WHERE service = ? AND kind = ? AND pattern = ?");
            set = new Prepared(
                    connection,
                    "INSERT INTO override VALUES (?1, ?2, ?3) ON CONFLICT (service, name) DO UPDATE SET value = ?3");
            reset = new Prepared(connection, "DELETE FROM override WHERE service = ? AND name = ?");
        }

        void block(String service, Block.Kind kind, String pattern, String by) throws SQLException {
            if (block.update(service, kind.name(), pattern, clock.millis(), by) > 0) {
                note(service, "block", kind, pattern, by);
            }
        }

        boolean unblock(String service, Block.Kind kind, String pattern, String by) throws SQLException {
            boolean was = unblock.update(service, kind.name(), pattern) > 0;
            if (was) {
                note(service, "unblock", kind, pattern, by);
            }
            return was;
        }

        /** An account is named as the record's owner alone, so that erasing it takes the name out of the trail. */
        private void note(String service, String what, Block.Kind kind, String pattern, String by) throws SQLException {
            boolean account = kind == Block.Kind.USER && pattern.indexOf('@') > 0;
            String word = what + " " + kind.name().toLowerCase(Locale.ROOT);
            audit.changed(service, account ? pattern : null, account ? word : word + " " + pattern, by);
        }

        void limit(String service, String key, @Nullable String value, String by) throws SQLException {
            if (value == null) {
                reset.update(service, key);
            } else {
                set.update(service, key, value);
            }
            audit.changed(service, null, key + " = " + shown(value), by);
        }

        /** The trail must not name an account where erasing it would not find the name. */
        private static String shown(@Nullable String value) {
            if (value == null) {
                return "default";
            }
            return value.indexOf('@') < 0 ? value : "(accounts)";
        }
    }
}
