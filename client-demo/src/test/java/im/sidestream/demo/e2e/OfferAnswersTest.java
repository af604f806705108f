package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** How {@code receive} answers offers (protocol §4(b)) and takes files in the stream (XEP-0234 over XEP-0261). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OfferAnswersTest {
    private Stage stage;
    private ChatSession alice;
    private OfferingService service;
    private Path there;

    @BeforeAll
    void open() throws Exception {
        stage = Stage.open(StageSettings.defaults().withoutServer());
        alice = Visitor.logIn(stage, "alice").session();
        service = new OfferingService(alice);
    }

    @AfterAll
    void close() {
        alice.close();
        stage.close();
    }

    @BeforeEach
    void makeDirectory(@TempDir Path directory) {
        there = directory.resolve("there");
    }

    @Test
    void anOfferIsAcceptedOnceHoweverOftenItComes() throws Exception {
        try (Typed bob = bobReceives("--offers", "accept")) {
            service.offer(jid("bob"), "once");
            DataForm answer = DataForm.from(service.answer());
            assertThat(answer.getType()).isEqualTo(DataForm.Type.submit);
            assertThat(answer.getFormType()).isEqualTo("sidestream:transfer:0#offer");
            assertThat(answer.getField("offer").getFirstValue()).isEqualTo("7K3");
            assertThat(answer.getField("decision").getFirstValue()).isEqualTo("accept");
            assertThat(answer.hasField("via")).isFalse();

            service.offer(jid("bob"), "once");
            service.offer(jid("bob"), "other");
            Message next = service.answer();
            assertThat(next.getThread()).isEqualTo("of-1");
            await().until(() -> bob.err()
                            .lines()
                            .filter(line -> line.startsWith("accepted"))
                            .count()
                    == 2);
            assertThat(service.isUnanswered()).isTrue();
        }
    }

    @Test
    void anOfferIsDeclined() throws Exception {
        try (Typed bob = bobReceives("--offers", "decline")) {
            service.offer(jid("bob"), "no");
            assertThat(DataForm.from(service.answer()).getField("decision").getFirstValue())
                    .isEqualTo("decline");
            await().until(() -> bob.err().contains("declined the offer of zoe@localhost"));
        }
    }

    @Test
    void whoSitsThereDecides() throws Exception {
        try (Typed bob = bobReceives("--offers", "ask")) {
            service.offer(jid("bob"), "first");
            await().until(() -> bob.err().contains("accept the file?"));
            assertThat(bob.out()).contains("zoe@localhost offers minutes.txt");
            assertThat(service.isUnanswered()).isTrue();
            bob.type("yes");
            assertThat(DataForm.from(service.answer()).getField("decision").getFirstValue())
                    .isEqualTo("accept");
            service.offer(jid("bob"), "second");
            bob.type("what?");
            assertThat(DataForm.from(service.answer()).getField("decision").getFirstValue())
                    .isEqualTo("decline");
        }
    }

    @Test
    void whoWasNotToldToAnswerOnlyShowsOffers() throws Exception {
        try (Typed bob = bobReceives()) {
            service.offer(jid("bob"), "shown");
            await().until(() -> bob.out().contains("zoe@localhost offers minutes.txt"));
            alice.settle();
            assertThat(service.isUnanswered()).isTrue();
        }
    }

    /** XEP-0234 §5, XEP-0261 §2, XEP-0047 §2: proposed, accepted, streamed in blocks, compared, ended with success. */
    @Test
    void aFileComesInTheStream() throws Exception {
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        try (Typed bob = bobReceives("--offers", "accept", "--in-band", "--count", "1")) {
            Message answer = accepted();
            assertThat(alice.discovery().supportsFeature(answer.getFrom(), "urn:xmpp:jingle:transports:ibb:1"))
                    .isTrue();
            assertThat(alice.discovery().supportsFeature(answer.getFrom(), "jabber:x:oob"))
                    .isFalse();
            service.initiate(answer.getFrom(), content);
            assertThat(service.jingle()).contains("session-accept", "ib-1");
            service.send(answer.getFrom(), content);
            assertThat(service.jingle()).contains("session-terminate", "<success");
            assertThat(bob.exitCode()).as(bob.err()).isZero();
            assertThat(there.resolve("minutes.txt")).hasBinaryContent(content);
        }
    }

    @Test
    void aFileThatIsNotTheAnnouncedOneIsNotKept() throws Exception {
        byte[] content = "what came".getBytes(StandardCharsets.UTF_8);
        try (Typed bob = bobReceives("--offers", "accept", "--in-band", "--count", "1")) {
            Message answer = accepted();
            service.initiate(answer.getFrom(), "announced".getBytes(StandardCharsets.UTF_8));
            assertThat(service.jingle()).contains("session-accept");
            service.send(answer.getFrom(), content);
            assertThat(service.jingle()).contains("session-terminate", "<media-error");
            assertThat(bob.exitCode()).isEqualTo(1);
            assertThat(bob.err()).contains("sha-256 is not the announced one");
            assertThat(names()).isEmpty();
        }
    }

    /** Consent comes first: what nobody said yes to is declined, and a stream that was not agreed on is refused. */
    @Test
    void whatWasNotAcceptedIsNotTaken() throws Exception {
        byte[] content = "unasked".getBytes(StandardCharsets.UTF_8);
        try (Typed bob = bobReceives("--offers", "decline", "--in-band")) {
            service.offer(jid("bob"), "declined");
            Message answer = service.answer();
            service.initiate(answer.getFrom(), content);
            assertThat(service.jingle()).as(bob.err()).contains("session-terminate", "<decline");
            assertThat(org.junit.jupiter.api.Assertions.assertThrows(
                                    XMPPErrorException.class, () -> service.send(answer.getFrom(), content))
                            .getStanzaError()
                            .getCondition())
                    .hasToString("not-acceptable");
            assertThat(names()).isEmpty();
        }
    }

    @Test
    void filesInTheStreamNeedOffers() throws Exception {
        try (Typed bob = Typed.by(stage, "bob", "receive", "--in-band")) {
            assertThat(bob.exitCode()).isEqualTo(2);
            assertThat(bob.err()).contains("--in-band goes with --offers");
        }
    }

    private Message accepted() throws Exception {
        service.offer(jid("bob"), alice.newId());
        Message answer = service.answer();
        DataForm form = DataForm.from(answer);
        assertThat(form.getField("decision").getFirstValue()).isEqualTo("accept");
        assertThat(form.getField("via").getFirstValue()).isEqualTo("jingle");
        return answer;
    }

    private Typed bobReceives(String... options) throws Exception {
        Typed receiving = Typed.by(
                stage,
                "bob",
                Stream.concat(Stream.of("receive", "--directory", there.toString()), Stream.of(options))
                        .toArray(String[]::new));
        await().until(() -> receiving.err().contains("waiting for files"));
        return receiving;
    }

    private String jid(String user) {
        return stage.account(user).jid();
    }

    private java.util.List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(there)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
