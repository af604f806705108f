package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.conformance.RawClient;
import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A file for the members of a real group chat (XEP-0045 §9.5): the room tells them to the service, whom its owner trusts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RoomDistributionTest {
    private static final String ROOMS = "rooms.localhost";
    private static final String ADMIN = "http://jabber.org/protocol/muc#admin";

    private Stage stage;

    @TempDir
    private Path directory;

    @BeforeAll
    void open() {
        stage = Stage.open(StageSettings.defaults().withProsodyConfig("Component \"" + ROOMS + "\" \"muc\""));
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void theMembersOfARoomAreAskedAndTheSenderHimselfIsNot() throws Exception {
        String room = "cooks@" + ROOMS;
        openRoom(room, "member", "bob", "carol");
        affiliate(room, "relay@" + stage.prosody().uploadDomain(), "owner");
        byte[] content = {3, 2, 1};
        Path file = Files.write(directory.resolve("menu.bin"), content);
        try (Invitee bob = Invitee.logIn(stage, "bob", Invitee.Manner.TEXT);
                Invitee carol = Invitee.logIn(stage, "carol", Invitee.Manner.REFUSAL);
                Typed alice = distribute(file, room)) {
            carol.offer();
            assertThat(bob.visitor().get(bob.link()).body()).isEqualTo(content);
            assertThat(alice.exitCode()).as(alice.err()).isZero();
            assertThat(alice.out()).contains("ended: 1 declined, 1 downloaded");
        }
    }

    /** XEP-0045 §10.5: administrators are not told the owners. */
    @Test
    void anOwnerIsToldWhyHeIsNotKnown() throws Exception {
        String room = "bakers@" + ROOMS;
        openRoom(room, "member", "bob");
        affiliate(room, "relay@" + stage.prosody().uploadDomain(), "admin");
        try (Typed alice = distribute(Files.write(directory.resolve("b.bin"), new byte[1]), room)) {
            assertThat(alice.exitCode()).isOne();
            assertThat(alice.err()).contains("tells its owners only to");
        }
    }

    @Test
    void aRoomThatDoesNotTrustTheServiceTellsNothing() throws Exception {
        String room = "shy@" + ROOMS;
        openRoom(room, "member", "bob");
        try (Typed alice = distribute(Files.write(directory.resolve("a.bin"), new byte[1]), room)) {
            assertThat(alice.exitCode()).isOne();
            assertThat(alice.err()).contains("an owner of the room can make the file service an administrator");
        }
    }

    private Typed distribute(Path file, String room) throws Exception {
        return Typed.by(
                stage,
                "alice",
                "distribute",
                file.toString(),
                "--room",
                room,
                "--report",
                "--timeout",
                "60",
                "--progress",
                "none");
    }

    private void openRoom(String room, String affiliation, String... users) throws Exception {
        try (RawClient owner = owner()) {
            owner.send("<presence to='" + room + "/alice'><x xmlns='http://jabber.org/protocol/muc'/></presence>");
            owner.nextFrom(room, "presence", "http://jabber.org/protocol/muc#user");
            String settings =
                    "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
                            + field("FORM_TYPE", "http://jabber.org/protocol/muc#roomconfig")
                            + field("muc#roomconfig_persistentroom", "1") + "</x></query>";
            assertThat(owner.iq("set", room, settings).attribute("type")).isEqualTo("result");
        }
        for (String user : users) {
            affiliate(room, stage.account(user).jid(), affiliation);
        }
    }

    private static String field(String name, String value) {
        return "<field var='" + name + "'><value>" + value + "</value></field>";
    }

    private void affiliate(String room, String jid, String affiliation) throws Exception {
        try (RawClient owner = owner()) {
            XmlNode answer = owner.iq(
                    "set",
                    room,
                    "<query xmlns='" + ADMIN + "'><item affiliation='" + affiliation + "' jid='" + jid + "'/></query>");
            assertThat(answer.attribute("type")).isEqualTo("result");
        }
    }

    private RawClient owner() throws Exception {
        return RawClient.logIn(stage.prosody(), stage.account("alice"), stage.certificates());
    }
}
