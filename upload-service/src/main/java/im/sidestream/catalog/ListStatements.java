package im.sidestream.catalog;

import im.sidestream.delivery.ReceiverLists;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The statements that change receiver lists; for the writer's thread alone. */
final class ListStatements {
    private final Prepared count;
    private final Prepared create;
    private final Prepared find;
    private final Prepared dropMembers;
    private final Prepared dropReaders;
    private final Prepared drop;
    private final Prepared add;
    private final Prepared remove;
    private final Prepared members;
    private final Prepared readers;
    private final Prepared lend;
    private final Prepared takeBack;
    private final Locks locks;

    ListStatements(SqlConnection connection) throws SQLException {
        locks = connection.locks();
        count = new Prepared(connection, "SELECT count(*) FROM receiver_list WHERE service = ?1 AND owner = ?2");
        create = new Prepared(
                connection,
                "INSERT INTO receiver_list (service, owner, folded, name) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
        find = new Prepared(
                connection,
                "SELECT seq FROM receiver_list WHERE service = ?1 AND owner = ?2 AND folded = ?3"
                        + connection.dialect().locked());
        dropMembers = new Prepared(connection, "DELETE FROM list_member WHERE list = ?1");
        dropReaders = new Prepared(connection, "DELETE FROM list_reader WHERE list = ?1");
        drop = new Prepared(connection, "DELETE FROM receiver_list WHERE seq = ?1");
        add = new Prepared(connection, "INSERT INTO list_member VALUES (?, ?) ON CONFLICT DO NOTHING");
        remove = new Prepared(connection, "DELETE FROM list_member WHERE list = ?1 AND member = ?2");
        members = new Prepared(connection, "SELECT count(*) FROM list_member WHERE list = ?1");
        readers = new Prepared(connection, "SELECT count(*) FROM list_reader WHERE list = ?1");
        lend = new Prepared(connection, "INSERT INTO list_reader VALUES (?, ?) ON CONFLICT DO NOTHING");
        takeBack = new Prepared(connection, "DELETE FROM list_reader WHERE list = ?1 AND reader = ?2");
    }

    /** Returns a name as names are compared. */
    static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    void create(Owner owner, String name, int most) throws SQLException, Refusal {
        // counted and made in one step, or two at once would be one too many
        locks.receiver(owner.service(), owner.jid());
        long lists =
                count.first(row -> row.getLong(1), owner.service(), owner.jid()).orElse(0L);
        if (find(owner, name).isPresent()) {
            throw Refusal.of(Reason.INVALID_REQUEST, "You have a list of that name.");
        }
        if (lists >= most) {
            throw Refusal.of(Reason.QUOTA_EXCEEDED, "You may keep " + most + " lists.")
                    .about("lists", most);
        }
        create.update(owner.service(), owner.jid(), folded(name), name.strip());
    }

    private Optional<Long> find(Owner owner, String name) throws SQLException {
        return find.first(row -> row.getLong(1), owner.service(), owner.jid(), folded(name));
    }

    private long require(Owner owner, String name) throws SQLException, Refusal {
        return find(owner, name).orElseThrow(ListStatements::unknown);
    }

    static Refusal unknown() {
        return Refusal.of(Reason.NOT_FOUND, "There is no such list.");
    }

    boolean delete(Owner owner, String name) throws SQLException {
        Optional<Long> list = find(owner, name);
        if (list.isPresent()) {
            drop(list.get());
        }
        return list.isPresent();
    }

    void drop(long list) throws SQLException {
        dropMembers.update(list);
        dropReaders.update(list);
        drop.update(list);
    }

    long add(Owner owner, String name, Collection<String> more, int most) throws SQLException, Refusal {
        long list = require(owner, name);
        long added = 0;
        for (String member : more) {
            added += add.update(list, member);
        }
        if (members.first(row -> row.getLong(1), list).orElse(0L) > most) {
            throw Refusal.of(Reason.QUOTA_EXCEEDED, "A list has at most " + most + " members.")
                    .about("members", most);
        }
        return added;
    }

    long remove(Owner owner, String name, Collection<String> fewer) throws SQLException, Refusal {
        long list = require(owner, name);
        long removed = 0;
        for (String member : fewer) {
            removed += remove.update(list, member);
        }
        return removed;
    }

    void share(Owner owner, String name, String with, boolean shared) throws SQLException, Refusal {
        long list = require(owner, name);
        if (shared) {
            lend.update(list, with);
            if (readers.first(row -> row.getLong(1), list).orElse(0L) > ReceiverLists.MOST_READERS) {
                throw Refusal.of(
                                Reason.QUOTA_EXCEEDED,
                                "A list is lent to at most " + ReceiverLists.MOST_READERS + " users.")
                        .about("readers", ReceiverLists.MOST_READERS);
            }
        } else {
            takeBack.update(list, with);
        }
    }
}
