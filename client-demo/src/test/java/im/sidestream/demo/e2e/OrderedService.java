package im.sidestream.demo.e2e;

import im.sidestream.demo.session.ChatSession;
import org.jivesoftware.smack.iqrequest.AbstractIqRequestHandler;
import org.jivesoftware.smack.iqrequest.IQRequestHandler;
import org.jivesoftware.smack.packet.IQ;

/** A user who plays a service that takes orders by the command of protocol §4(b), 2, and thinks before it answers. */
final class OrderedService {
    private static final String COMMANDS = "http://jabber.org/protocol/commands";
    private static final String NODE = "sidestream:transfer:0#distribute";

    private static final String FORM = """
            <actions execute='complete'><complete/></actions>
            <x xmlns='jabber:x:data' type='form'>
              <field var='FORM_TYPE' type='hidden'><value>%s</value></field>
              <field var='file' type='text-single'/>
              <field var='recipients' type='jid-multi'/>
              <field var='consent' type='boolean'><value>true</value></field>
            </x>""".formatted(NODE);

    private static final String BEGUN = """
            <note type='info'>1 receivers are asked.</note>
            <x xmlns='jabber:x:data' type='result'>
              <field var='FORM_TYPE' type='hidden'><value>%s</value></field>
              <field var='delivery'><value>d-1</value></field>
              <field var='asked'><value>1</value></field>
            </x>""".formatted(NODE);

    private OrderedService() {}

    /** What happens before an answer. */
    interface Before {
        void call() throws InterruptedException;
    }

    /**
     * Takes orders from now on.
     *
     * @param asked before the form goes
     * @param ordered before the order is confirmed
     */
    static void at(ChatSession session, Before asked, Before ordered) {
        session.onRequest(new AbstractIqRequestHandler("command", COMMANDS, IQ.Type.set, IQRequestHandler.Mode.async) {
            @Override
            public IQ handleIQRequest(IQ request) {
                boolean isOrder = request.toXML().toString().contains("jabber:x:data");
                try {
                    (isOrder ? ordered : asked).call();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return isOrder ? new Command(request, "completed", BEGUN) : new Command(request, "executing", FORM);
            }
        });
    }

    private static final class Command extends IQ {
        private final String status;
        private final String content;

        Command(IQ request, String status, String content) {
            super("command", COMMANDS);
            this.status = status;
            this.content = content;
            setType(Type.result);
            setTo(request.getFrom());
            setStanzaId(request.getStanzaId());
        }

        @Override
        protected IQChildElementXmlStringBuilder getIQChildElementBuilder(IQChildElementXmlStringBuilder xml) {
            xml.attribute("node", NODE).attribute("sessionid", "s-1").attribute("status", status);
            xml.rightAngleBracket();
            xml.append(content);
            return xml;
        }
    }
}
