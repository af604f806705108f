package im.sidestream.demo.stage;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.Endpoint;
import im.sidestream.demo.session.Trust;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.packet.StanzaError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.jxmpp.jid.impl.JidCreate;

/** The servers of a federation reach each other, and components behind each other, whichever of them begins. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FederationTest {
    private Federation federation;

    @BeforeAll
    void open() {
        federation = Federation.open(
                StageSettings.defaults(),
                new Federation.Guests(List.of("alice"), List.of("bob"), List.of("erin")),
                false);
    }

    @AfterAll
    void close() {
        federation.close();
    }

    @Test
    void messagesCrossBetweenAllThree() throws Exception {
        try (ChatSession alice = logIn("alice");
                ChatSession bob = logIn("bob");
                ChatSession erin = logIn("erin")) {
            for (ChatSession from : List.of(alice, bob, erin)) {
                for (ChatSession to : List.of(alice, bob, erin)) {
                    crosses(from, to);
                }
            }
        }
    }

    /** XEP-0030 §3.1 over RFC 6120 §10.4: the component's own domain is found and let in as the server's is. */
    @Test
    void theComponentIsDiscoveredFromOtherServers() throws Exception {
        for (String user : List.of("alice", "bob", "erin")) {
            try (ChatSession session = logIn(user)) {
                assertThat(session.discovery()
                                .discoverInfo(JidCreate.from("upload." + Federation.NORTH))
                                .containsFeature("urn:xmpp:http:upload:0"))
                        .as(user)
                        .isTrue();
            }
        }
    }

    /** RFC 6120 §8.3.3.15: what our component is told of a domain that is not there, whichever server it is connected to. */
    @Test
    void aDomainThatNobodyHasIsNotFound() throws Exception {
        for (String user : List.of("alice", "erin")) {
            try (ChatSession session = logIn(user)) {
                BlockingQueue<StanzaError> heard = new LinkedBlockingQueue<>();
                session.onMessage(message -> heard.add(message.getError()));
                session.send(StanzaBuilder.buildMessage(session.newId())
                        .to("bob@nowhere.example")
                        .ofType(Message.Type.chat)
                        .setBody("is anybody there")
                        .build());
                StanzaError error = heard.poll(60, TimeUnit.SECONDS);
                assertThat(error)
                        .as(user)
                        .extracting(StanzaError::getCondition)
                        .isEqualTo(StanzaError.Condition.remote_server_not_found);
            }
        }
    }

    private static void crosses(ChatSession from, ChatSession to) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        to.onMessage(message -> heard.add(String.valueOf(message.getBody())));
        String text = from.jid() + " to " + to.jid();
        from.send(StanzaBuilder.buildMessage(from.newId())
                .to(to.jid())
                .ofType(Message.Type.chat)
                .setBody(text)
                .build());
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
    }

    private ChatSession logIn(String user) throws Exception {
        Account account = federation.account(user);
        XmppServer server = federation.of(account.domain());
        Trust trust = Trust.in(federation.certificates().ca());
        return ChatSession.open(
                new Endpoint(server.host(), server.ports().c2s(), trust),
                new im.sidestream.demo.session.Account(account.jid(), account.password()));
    }
}
