package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One statement, prepared once and used by one thread at a time; it ends with its connection. The driver gives up a
 * statement that failed for certain reasons, a full disk among them, so it is prepared again after any failure.
 */
final class Prepared {
    private final Connection connection;
    private final String sql;
    /** Which value each placeholder takes; null where the database numbers them itself. */
    private final int @Nullable [] order;

    private @Nullable PreparedStatement statement;

    /** Prepares a statement that every database takes as it is. */
    Prepared(Connection connection, String sql) throws SQLException {
        this(connection, sql, null);
    }

    /** Prepares a statement that is written as SQLite writes it, with numbered placeholders. */
    Prepared(SqlConnection connection, String sql) throws SQLException {
        this(connection.jdbc(), connection.dialect().placeholders(sql));
    }

    private Prepared(Connection connection, Placeholders placed) throws SQLException {
        this(connection, placed.sql(), placed.order());
    }

    private Prepared(Connection connection, String sql, int @Nullable [] order) throws SQLException {
        this.connection = connection;
        this.sql = sql;
        this.order = order;
        this.statement = connection.prepareStatement(sql);
    }

    /** Runs the statement and returns how many rows it changed. */
    int update(@Nullable Object... values) throws SQLException {
        return run(PreparedStatement::executeUpdate, values);
    }

    /** Returns the first row that the statement yields. */
    <T> Optional<T> first(Row<T> row, @Nullable Object... values) throws SQLException {
        return run(
                bound -> {
                    try (ResultSet result = bound.executeQuery()) {
                        return result.next() ? Optional.of(row.read(result)) : Optional.empty();
                    }
                },
                values);
    }

    /** Returns all rows that the statement yields. */
    <T> List<T> all(Row<T> row, @Nullable Object... values) throws SQLException {
        return until(any -> false, row, values);
    }

    /** Returns the rows that the statement yields up to the first one that is {@code enough}; no further ones are looked for. */
    <T> List<T> until(Predicate<T> enough, Row<T> row, @Nullable Object... values) throws SQLException {
        return run(
                bound -> {
                    try (ResultSet result = bound.executeQuery()) {
                        List<T> rows = new ArrayList<>();
                        while (result.next()) {
                            rows.add(row.read(result));
                            if (enough.test(rows.get(rows.size() - 1))) {
                                break;
                            }
                        }
                        return rows;
                    }
                },
                values);
    }

    private <T> T run(Execution<T> execution, @Nullable Object... values) throws SQLException {
        PreparedStatement current = statement == null ? connection.prepareStatement(sql) : statement;
        statement = null;
        try {
            bind(current, values);
            T result = execution.run(current);
            statement = current;
            return result;
        } finally {
            if (statement == null) {
                current.close();
            }
        }
    }

    private void bind(PreparedStatement current, @Nullable Object... values) throws SQLException {
        int count = order == null ? values.length : order.length;
        for (int i = 0; i < count; i++) {
            current.setObject(i + 1, values[order == null ? i : order[i]]);
        }
    }

    /** Reads the row on which a result stands. */
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }

    private interface Execution<T> {
        T run(PreparedStatement bound) throws SQLException;
    }
}
