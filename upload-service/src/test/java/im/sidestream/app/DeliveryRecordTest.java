package im.sidestream.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import im.sidestream.catalog.DeliveryTables;
import im.sidestream.catalog.Fixtures;
import im.sidestream.catalog.SqliteCatalog;
import im.sidestream.catalog.TestingClock;
import im.sidestream.delivery.Channel;
import im.sidestream.delivery.Decision;
import im.sidestream.delivery.Deliveries.Answer;
import im.sidestream.delivery.Delivery;
import im.sidestream.delivery.DeliveryId;
import im.sidestream.delivery.DeliveryLimits.PerReceiver;
import im.sidestream.delivery.Invitation;
import im.sidestream.delivery.Naming;
import im.sidestream.delivery.OfferId;
import im.sidestream.delivery.StandingConsents.Ruling;
import im.sidestream.slot.Owner;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export has everything that is known of a sender and of a receiver, and nothing of anybody else (GDPR article 15). */
final class DeliveryRecordTest {
    private static final Owner JULIET = new Owner(Fixtures.SERVICE, Fixtures.JULIET);
    private static final Owner ROMEO = new Owner(Fixtures.SERVICE, Fixtures.ROMEO);

    @TempDir
    private Path directory;

    private final TestingClock clock = new TestingClock();
    private SqliteCatalog catalog;
    private DeliveryTables tables;

    @BeforeEach
    void offer() {
        SecureRandom random = new SecureRandom();
        catalog = SqliteCatalog.open(directory.resolve("catalog.db"), false, clock, Runnable::run);
        tables = catalog.deliveries(random);
        Delivery delivery = new Delivery(
                DeliveryId.random(random),
                JULIET,
                Fixtures.store(catalog, JULIET.jid(), 35, clock.instant()).id(),
                new Delivery.Content("minutes.txt", 35, "text/plain"),
                new Delivery.Terms("please read", clock.instant().plusSeconds(60), true, "en"),
                Delivery.Phase.PREPARING,
                clock.instant(),
                null);
        Invitation invitation = new Invitation(OfferId.random(random), ROMEO.jid(), null);
        tables.deliveries().begin(delivery, new Naming(1, 1_000_000, 0)).join();
        tables.deliveries()
                .invite(delivery.id(), List.of(invitation), new PerReceiver(9, 9))
                .join();
        tables.deliveries().open(delivery.id()).join();
        tables.deliveries()
                .decide(invitation.id(), Decision.ACCEPT, new Answer(Channel.TEXT, null, null))
                .join();
        tables.lists().create(JULIET, "crew", 9).join();
        tables.lists().add(JULIET, "crew", List.of(ROMEO.jid()), 9).join();
        tables.lists().share(JULIET, "crew", ROMEO.jid(), true).join();
        tables.consents().rule(ROMEO, JULIET.jid(), Ruling.ALLOW).join();
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    private String exported(Owner owner) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = new JsonFactory().createGenerator(text)) {
            to.writeStartObject();
            new DeliveryRecord(tables).write(to, owner);
            to.writeEndObject();
        }
        return text.toString();
    }

    @Test
    void aSenderFindsWhatHeSentAndToWhom() throws IOException {
        assertThat(exported(JULIET))
                .contains(
                        "\"deliveries\":[{\"name\":\"minutes.txt\",\"type\":\"text/plain\",\"size\":35,\"note\":\"please read\"")
                .contains("\"receivers\":[{\"receiver\":\"romeo@north.example\",\"state\":\"accepted\"")
                .contains("\"offers\":[]", "\"receivers-named-within-a-day\":1")
                .contains(
                        "{\"name\":\"crew\",\"lent-to\":[\"romeo@north.example\"],\"members\":[\"romeo@north.example\"]}")
                .contains("\"decided-for-good\":{}");
    }

    @Test
    void aReceiverFindsWhatHeWasOfferedAndDecided() throws IOException {
        assertThat(exported(ROMEO))
                .contains("\"deliveries\":[]", "\"receivers-named-within-a-day\":0")
                .contains("\"offers\":[{\"sender\":\"juliet@north.example\",\"name\":\"minutes.txt\"")
                .contains("\"state\":\"accepted\"")
                .contains("\"receiver-lists\":[]", "\"decided-for-good\":{\"juliet@north.example\":\"allow\"}");
    }
}
