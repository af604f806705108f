package im.sidestream.catalog;

import java.sql.SQLException;

/** All statements on one connection; used by one thread at a time. */
record Statements(
        Slots slots,
        Resuming resuming,
        Removals removals,
        Dating dating,
        StoreFacts facts,
        AuditStatements audit,
        Wishes wishes,
        SqlRestrictions.Statements restrictions,
        SqlStreamLeases.Statements leases,
        DeliveryStatements deliveries,
        SqlNodes.Statements nodes,
        Reader reader) {
    static Statements on(SqlConnection connection, Rules rules) throws SQLException {
        Counters counters = new Counters(connection);
        AuditStatements audit = new AuditStatements(connection, rules.clock());
        Dating dating = new Dating(connection, rules);
        Removals removals = new Removals(connection, counters, audit, dating);
        Slots slots = new Slots(connection, new Room(connection, counters, removals, dating), dating);
        return new Statements(
                slots,
                new Resuming(connection, slots, removals, dating),
                removals,
                dating,
                new StoreFacts(connection, rules.clock()),
                audit,
                new Wishes(connection, removals, audit, rules),
                new SqlRestrictions.Statements(connection, audit, rules.clock()),
                new SqlStreamLeases.Statements(connection, rules.clock()),
                DeliveryStatements.on(connection, rules),
                new SqlNodes.Statements(connection, rules.clock()),
                new Reader(connection));
    }
}
