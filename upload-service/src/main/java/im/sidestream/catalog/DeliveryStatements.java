package im.sidestream.catalog;

import java.sql.SQLException;

/** All statements about deliveries on one connection; used by one thread at a time. */
record DeliveryStatements(
        Beginnings beginnings,
        Invitations invitations,
        Decisions decisions,
        OutboxSteps outbox,
        Endings endings,
        LinkStatements links,
        ConsentStatements consents,
        ListStatements lists) {
    static DeliveryStatements on(SqlConnection connection, Rules rules) throws SQLException {
        OutboxStatements outbox = new OutboxStatements(connection, rules);
        OfferMoves moves = new OfferMoves(connection, outbox, rules);
        Acceptance acceptance = new Acceptance(connection, outbox, moves, rules);
        ConsentStatements consents = new ConsentStatements(connection);
        Invitations invitations = new Invitations(connection, outbox, moves, acceptance);
        Decisions decisions = new Decisions(connection, outbox, moves, acceptance, consents);
        return new DeliveryStatements(
                new Beginnings(connection, rules),
                invitations,
                decisions,
                new OutboxSteps(connection, outbox, moves, invitations),
                new Endings(connection, outbox, moves, rules),
                new LinkStatements(connection, decisions, moves, rules),
                consents,
                new ListStatements(connection));
    }
}
