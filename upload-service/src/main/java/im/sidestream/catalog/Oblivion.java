package im.sidestream.catalog;

import im.sidestream.slot.Owner;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The statements that forget who sent and who received, for those who want to be forgotten. What a sender offered goes
 * wholly. What a receiver was offered is a part of others' reports: it stays without the name, and ends. What others decided
 * about him as a sender is theirs and stays. For the writer's thread alone.
 */
final class Oblivion {
    private final Rules rules;
    private final DeliveryRemovals removals;
    private final Prepared sent;
    private final Prepared received;
    private final Prepared lock;
    private final Prepared unname;
    private final Prepared unaddress;
    private final Prepared unsay;
    private final Prepared close;
    private final Prepared list;
    private final Prepared dropMembers;
    private final Prepared dropReaders;
    private final Prepared dropList;
    private final Prepared memberships;
    private final Prepared loans;
    private final Prepared consents;

    Oblivion(SqlConnection connection, Rules rules) throws SQLException {
        this.rules = rules;
        removals = new DeliveryRemovals(connection);
        sent = new Prepared(connection, "SELECT seq FROM delivery WHERE service = ?1 AND sender = ?2 LIMIT 1");
        received = new Prepared(
                connection,
                "SELECT delivery, seq FROM offer WHERE service = ?1 AND receiver = ?2 ORDER BY made LIMIT ?3");
        lock = new Prepared(
                connection,
                "SELECT seq FROM delivery WHERE seq = ?1" + connection.dialect().locked());
        unname = new Prepared(
                connection,
                "UPDATE offer SET receiver = 'erased-' || seq, code = NULL, resource = NULL, problem = NULL,"
                        + " ended = coalesce(ended, ?2), state = CASE WHEN state IN ('PENDING', 'ACCEPTED')"
                        + " THEN 'DECLINED' WHEN state IN ('SENT', 'DELIVERED') THEN 'EXPIRED' ELSE state END"
                        + " WHERE seq = ?1");
        unaddress = new Prepared(connection, "UPDATE outbox SET receiver = '', payload = NULL WHERE offer = ?1");
        unsay = new Prepared(connection, "DELETE FROM outbox WHERE offer = ?1 AND done_at IS NULL");
        close = new Prepared(
                connection, "UPDATE personal_link SET withdrawn_at = coalesce(withdrawn_at, ?2) WHERE offer = ?1");
        list = new Prepared(connection, "SELECT seq FROM receiver_list WHERE service = ?1 AND owner = ?2 LIMIT 1");
        dropMembers = new Prepared(connection, "DELETE FROM list_member WHERE list = ?1");
        dropReaders = new Prepared(connection, "DELETE FROM list_reader WHERE list = ?1");
        dropList = new Prepared(connection, "DELETE FROM receiver_list WHERE seq = ?1");
        String ofService = " AND list IN (SELECT seq FROM receiver_list WHERE service = ?1)";
        memberships = new Prepared(connection, "DELETE FROM list_member WHERE member = ?2" + ofService);
        loans = new Prepared(connection, "DELETE FROM list_reader WHERE reader = ?2" + ofService);
        consents = new Prepared(connection, "DELETE FROM standing_consent WHERE service = ?1 AND receiver = ?2");
    }

    /** Forgets at most about {@code limit} rows and returns how many those were; none when nothing is left. */
    int forget(Owner owner, int limit) throws SQLException {
        Optional<Long> delivery = sent.first(row -> row.getLong(1), owner.service(), owner.jid());
        if (delivery.isPresent()) {
            return removals.drop(delivery.get(), limit);
        }
        int forgotten = forgetReceived(owner, limit);
        if (forgotten < limit) {
            forgotten += forgetList(owner);
            forgotten += memberships.update(owner.service(), owner.jid());
            forgotten += loans.update(owner.service(), owner.jid());
            forgotten += consents.update(owner.service(), owner.jid());
        }
        return forgotten;
    }

    private int forgetReceived(Owner owner, int limit) throws SQLException {
        List<Received> offers = received.all(Received::read, owner.service(), owner.jid(), limit);
        for (Received one : offers) {
            lock.first(ResultSet::getRow, one.delivery);
            unname.update(one.offer, rules.now());
            unsay.update(one.offer);
            unaddress.update(one.offer);
            close.update(one.offer, rules.now());
        }
        return offers.size();
    }

    /** One alone: it may have as many members as a step has rows, and more. */
    private int forgetList(Owner owner) throws SQLException {
        Optional<Long> own = list.first(row -> row.getLong(1), owner.service(), owner.jid());
        if (own.isEmpty()) {
            return 0;
        }
        dropMembers.update(own.get());
        dropReaders.update(own.get());
        return dropList.update(own.get());
    }

    private record Received(long delivery, long offer) {
        static Received read(ResultSet row) throws SQLException {
            return new Received(row.getLong(1), row.getLong(2));
        }
    }
}
