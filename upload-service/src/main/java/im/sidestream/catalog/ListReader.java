package im.sidestream.catalog;

import im.sidestream.delivery.ReceiverLists.ListName;
import im.sidestream.delivery.ReceiverLists.Named;
import im.sidestream.slot.Owner;
import im.sidestream.slot.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The statements that look at receiver lists; used by one thread at a time. */
final class ListReader {
    private final Prepared find;
    private final Prepared members;
    private final Prepared own;
    private final Prepared lent;
    private final Prepared readers;

    ListReader(SqlConnection connection) throws SQLException {
        find = new Prepared(
                connection,
                "SELECT seq FROM receiver_list l WHERE service = ?1 AND owner = ?2 AND folded = ?3 AND (owner = ?4"
                        + " OR EXISTS (SELECT 1 FROM list_reader r WHERE r.list = l.seq AND r.reader = ?4))");
        members = new Prepared(
                connection, "SELECT member FROM list_member WHERE list = ?1 AND member > ?2 ORDER BY member LIMIT ?3");
        String columns = "SELECT l.seq, l.owner, l.name, (SELECT count(*) FROM list_member m WHERE m.list = l.seq)";
        own = new Prepared(
                connection, columns + " FROM receiver_list l WHERE l.service = ?1 AND l.owner = ?2 ORDER BY l.folded");
        lent = new Prepared(
                connection,
                columns + " FROM list_reader r JOIN receiver_list l ON l.seq = r.list WHERE r.reader = ?2"
                        + " AND l.service = ?1 ORDER BY l.owner, l.folded");
        readers = new Prepared(connection, "SELECT reader FROM list_reader WHERE list = ?1 ORDER BY reader");
    }

    /** Returns the list's number, if the reader may see it. */
    Optional<Long> find(ListName list, Owner reader) throws SQLException {
        return find.first(
                row -> row.getLong(1),
                reader.service(),
                list.owner(),
                ListStatements.folded(list.name()),
                reader.jid());
    }

    Page<String> members(long list, @Nullable String after, int limit) throws SQLException {
        List<String> rows = members.all(row -> row.getString(1), list, after == null ? "" : after, limit + 1L);
        return Cursor.page(rows, limit, Function.identity());
    }

    List<Named> of(Owner reader) throws SQLException {
        List<Named> lists = new ArrayList<>();
        for (Row row : own.all(Row::read, reader.service(), reader.jid())) {
            lists.add(new Named(row.name, row.members, readers.all(one -> one.getString(1), row.seq)));
        }
        for (Row row : lent.all(Row::read, reader.service(), reader.jid())) {
            lists.add(new Named(row.name, row.members, List.of()));
        }
        return lists;
    }

    private record Row(long seq, ListName name, long members) {
        static Row read(ResultSet row) throws SQLException {
            return new Row(row.getLong(1), new ListName(row.getString(2), row.getString(3)), row.getLong(4));
        }
    }
}
