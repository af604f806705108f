package im.sidestream.catalog;

import im.sidestream.slot.SigningKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The statements about keys and the store's name; for the writer's thread alone. */
final class StoreFacts {
    private final InstantSource clock;
    private final Locks locks;
    private final Prepared addKey;
    private final Prepared keys;
    private final Prepared nameStore;
    private final Prepared storeId;

    StoreFacts(SqlConnection connection, InstantSource clock) throws SQLException {
        this.clock = clock;
        locks = connection.locks();
        addKey = new Prepared(connection, "INSERT INTO signing_key (id, usage, secret, made) VALUES (?, ?, ?, ?)");
        keys = new Prepared(connection, "SELECT id, usage, secret FROM signing_key ORDER BY seq DESC");
        nameStore = new Prepared(connection, "INSERT INTO store VALUES (1, ?) ON CONFLICT DO NOTHING");
        storeId = new Prepared(connection, "SELECT id FROM store");
    }

    List<SigningKey> keys(List<SigningKey> candidates) throws SQLException {
        if (!missing(candidates).isEmpty()) {
            // looked at again: another process may have been faster
            locks.keys();
            insert(missing(candidates));
        }
        return keys.all(StoreFacts::key);
    }

    private List<SigningKey> missing(List<SigningKey> candidates) throws SQLException {
        Set<SigningKey.Use> had =
                keys.all(StoreFacts::key).stream().map(SigningKey::use).collect(Collectors.toSet());
        return candidates.stream().filter(key -> !had.contains(key.use())).toList();
    }

    /** Adds keys, of which the first is to be the newest. */
    void addKeys(List<SigningKey> added) throws SQLException {
        locks.keys();
        insert(added);
    }

    private void insert(List<SigningKey> added) throws SQLException {
        for (int i = added.size() - 1; i >= 0; i--) {
            SigningKey key = added.get(i);
            addKey.update(key.id(), key.use().name(), key.secret(), clock.millis());
        }
    }

    String storeId(String candidate) throws SQLException {
        nameStore.update(candidate);
        return storeId.first(row -> row.getString(1)).orElseThrow();
    }

    private static SigningKey key(ResultSet row) throws SQLException {
        return new SigningKey(row.getString(1), SigningKey.Use.valueOf(row.getString(2)), row.getString(3));
    }
}
