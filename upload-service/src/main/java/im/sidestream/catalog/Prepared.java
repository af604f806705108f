package im.sidestream.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One statement, prepared once and used by one thread at a time; it ends with its connection. */
final class Prepared {
    private final PreparedStatement statement;

    Prepared(Connection connection, String sql) throws SQLException {
        statement = connection.prepareStatement(sql);
    }

    /** Runs the statement and returns how many rows it changed. */
    int update(@Nullable Object... values) throws SQLException {
        bind(values);
        return statement.executeUpdate();
    }

    /** Returns the first row that the statement yields. */
    <T> Optional<T> first(Row<T> row, @Nullable Object... values) throws SQLException {
        bind(values);
        try (ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.of(row.read(result)) : Optional.empty();
        }
    }

    /** Returns all rows that the statement yields. */
    <T> List<T> all(Row<T> row, @Nullable Object... values) throws SQLException {
        bind(values);
        try (ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(row.read(result));
            }
            return rows;
        }
    }

    private void bind(@Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    /** Reads the row on which a result stands. */
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }
}
