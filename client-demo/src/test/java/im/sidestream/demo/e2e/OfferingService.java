package im.sidestream.demo.e2e;

import im.sidestream.demo.session.ChatSession;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.iqrequest.AbstractIqRequestHandler;
import org.jivesoftware.smack.iqrequest.IQRequestHandler;
import org.jivesoftware.smack.packet.IQ;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaBuilder;
import org.jivesoftware.smack.util.PacketParserUtils;
import org.jivesoftware.smackx.bytestreams.ibb.InBandBytestreamSession;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.jxmpp.jid.Jid;

/** A user who plays a service that offers files and sends them in the stream; Smack's own XEP-0047 under it. */
final class OfferingService {
    private static final long PATIENCE_SECONDS = 20;
    private static final String FILE_TRANSFER = "urn:xmpp:jingle:apps:file-transfer:5";

    private final ChatSession session;
    private final BlockingQueue<Message> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> jingles = new LinkedBlockingQueue<>();

    OfferingService(ChatSession session) throws Exception {
        this.session = session;
        session.onMessage(message -> {
            if (DataForm.from(message) != null) {
                answers.add(message);
            }
        });
        session.onRequest(
                new AbstractIqRequestHandler("jingle", "urn:xmpp:jingle:1", IQ.Type.set, IQRequestHandler.Mode.sync) {
                    @Override
                    public IQ handleIQRequest(IQ request) {
                        jingles.add(request.toXML().toString());
                        return IQ.createResultIQ(request);
                    }
                });
        session.available();
    }

    /** Offers a file as the form of protocol §4(b) has it; the id is that of the message. */
    void offer(String to, String id) throws Exception {
        DataForm form = (DataForm) PacketParserUtils.parseExtensionElement(
                "x", "jabber:x:data", PacketParserUtils.getParserFor("""
                        <x xmlns='jabber:x:data' type='form'>
                          <field var='FORM_TYPE' type='hidden'><value>sidestream:transfer:0#offer</value></field>
                          <field var='offer' type='hidden'><value>7K3</value></field>
                          <field var='sender' type='hidden'><value>zoe@localhost</value></field>
                          <field var='decision' type='list-single'>
                            <option><value>accept</value></option><option><value>decline</value></option>
                          </field>
                          <field var='via' type='list-single'>
                            <option><value>http</value></option><option><value>jingle</value></option>
                          </field>
                        </x>"""), null);
        session.send(StanzaBuilder.buildMessage(id)
                .to(to)
                .ofType(Message.Type.chat)
                .setThread("of-1")
                .setBody("zoe@localhost offers minutes.txt")
                .addExtension(form)
                .build());
    }

    /** The next answer to an offer. */
    Message answer() throws Exception {
        return taken(answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "an answer");
    }

    /** Whether no answer came that was not read. */
    boolean isUnanswered() {
        return answers.isEmpty();
    }

    /** The next thing that was said of a Jingle session. */
    String jingle() throws Exception {
        return taken(jingles.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "a Jingle request");
    }

    /** Proposes to send a file. */
    void initiate(Jid to, byte[] announced) throws Exception {
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(announced));
        session.ask(new Initiation(to, """
                <content creator='initiator' name='f' senders='initiator'>
                  <description xmlns='%s'><file><name>minutes.txt</name><size>%d</size>
                    <hash xmlns='urn:xmpp:hashes:2' algo='sha-256'>%s</hash></file></description>
                  <transport xmlns='urn:xmpp:jingle:transports:ibb:1' block-size='4096' sid='ib-1'/>
                </content>""".formatted(FILE_TRANSFER, announced.length, hash)), IQ.class);
    }

    /** Sends bytes in the stream that was agreed on. */
    void send(Jid to, byte[] content) throws Exception {
        InBandBytestreamSession stream = session.byteStreams().establishSession(to, "ib-1");
        try (OutputStream out = stream.getOutputStream()) {
            out.write(content);
        } finally {
            stream.close();
        }
    }

    private static <T> T taken(T came, String what) {
        if (came == null) {
            throw new AssertionError(what + " did not come");
        }
        return came;
    }

    private static final class Initiation extends IQ {
        private final String content;

        Initiation(Jid to, String content) {
            super("jingle", "urn:xmpp:jingle:1");
            this.content = content;
            setType(Type.set);
            setTo(to);
        }

        @Override
        protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
            xml.attribute("action", "session-initiate").attribute("sid", "jf-1");
            xml.rightAngleBracket();
            xml.append(content);
            return xml;
        }
    }
}
