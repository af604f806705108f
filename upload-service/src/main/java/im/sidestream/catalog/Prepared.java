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
    private @Nullable PreparedStatement statement;

    Prepared(Connection connection, String sql) throws SQLException {
        this.connection = connection;
        this.sql = sql;
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
            for (int i = 0; i < values.length; i++) {
                current.setObject(i + 1, values[i]);
            }
            T result = execution.run(current);
            statement = current;
            return result;
        } finally {
            if (statement == null) {
                current.close();
            }
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
