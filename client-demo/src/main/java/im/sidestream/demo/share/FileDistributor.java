package im.sidestream.demo.share;

import im.sidestream.demo.session.ChatSession;
import im.sidestream.demo.session.SessionException;
import im.sidestream.demo.transfer.TransferException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jivesoftware.smack.SmackException;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smackx.commands.AdHocCommandNote;
import org.jivesoftware.smackx.commands.RemoteCommand;
import org.jivesoftware.smackx.xdata.FormField;
import org.jivesoftware.smackx.xdata.form.FillableForm;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/** Has a service give a file to many, each asked first: the command {@code sidestream:transfer:0#distribute} (XEP-0050). */
public final class FileDistributor {

    private static final String NODE = "sidestream:transfer:0#distribute";

    /** A service may ask rooms for their members first, one after the other, and wait for its database. */
    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final ChatSession session;
    private final Jid service;
    private final Duration longest;

    /**
     * At a session.
     *
     * @param service which has the file
     */
    public FileDistributor(ChatSession session, Jid service) {
        this(session, service, LONGEST);
    }

    /**
     * At a session.
     *
     * @param service which has the file
     * @param longest how long it may take to say whether it has begun
     */
    public FileDistributor(ChatSession session, Jid service, Duration longest) {
        this.session = session;
        this.service = service;
        this.longest = longest;
    }

    /**
     * What is wanted.
     *
     * @param file its link
     * @param note words to the receivers, or null
     * @param answerBy after it silence is no; null leaves that to the service
     * @param consent whether receivers are asked first
     */
    public record Order(
            String file,
            Receivers receivers,
            @Nullable String note,
            @Nullable Instant answerBy,
            boolean consent) {}

    /**
     * Who gets it; all of these.
     *
     * @param accounts JIDs
     * @param lists names of lists that the service keeps for the user
     * @param room a group chat, for its members, or null
     * @param file link of a text file of the user's with a JID on each line, or null
     */
    public record Receivers(
            List<String> accounts,
            List<String> lists,
            @Nullable String room,
            @Nullable String file) {
        public Receivers {
            accounts = List.copyOf(accounts);
            lists = List.copyOf(lists);
        }
    }

    /**
     * What the service says to an order.
     *
     * @param text for people
     * @param delivery what it calls the delivery, or null if it does not say
     * @param asked how many receivers its reports name
     */
    public record Begun(String text, @Nullable String delivery, long asked) {}

    /**
     * Gives the order.
     *
     * @throws TransferException if it refuses
     * @throws SessionException if it does not answer
     */
    public Begun order(Order order) throws TransferException, SessionException, InterruptedException {
        RemoteCommand command = session.commands().getRemoteCommand(service, NODE);
        try {
            command.execute();
            DataForm form = command.getForm();
            if (form == null) {
                throw new TransferException("the service asks nothing: " + said(command));
            }
            complete(command, filled(form, order));
            if (!command.isCompleted() || hasFailed(command)) {
                throw new TransferException("the service refuses: " + said(command));
            }
            return begun(command);
        } catch (XMPPErrorException e) {
            throw new TransferException("the service refuses: " + e.getStanzaError(), e);
        } catch (SmackException.NoResponseException e) {
            throw new TransferException("the service " + service + " does not answer", e);
        } catch (SmackException.NotConnectedException e) {
            throw new SessionException("the connection to the XMPP server is lost", e);
        }
    }

    /** Who orders again what has begun has everybody asked twice, so no answer is not said to be a no. */
    private void complete(RemoteCommand command, FillableForm form)
            throws TransferException, XMPPErrorException, SmackException.NotConnectedException, InterruptedException {
        session.waitFor(longest);
        try {
            command.complete(form);
        } catch (SmackException.NoResponseException e) {
            throw new TransferException(
                    "the service does not say whether this has begun: look at your deliveries before you order it again",
                    e);
        }
    }

    private static Begun begun(RemoteCommand command) {
        DataForm result = command.getForm();
        @Nullable String asked = value(result, "asked");
        boolean isNumber = asked != null && asked.matches("[0-9]{1,9}");
        return new Begun(
                said(command), isNumber ? value(result, "delivery") : null, isNumber ? Long.parseLong(asked) : 0);
    }

    private static @Nullable String value(@Nullable DataForm form, String name) {
        FormField field = form == null ? null : form.getField(name);
        return field == null ? null : field.getFirstValue();
    }

    private static FillableForm filled(DataForm form, Order order) throws TransferException {
        FillableForm filled = new FillableForm(form);
        put(filled, "file", List.of(order.file()));
        put(filled, "recipients", order.receivers().accounts());
        put(filled, "lists", order.receivers().lists());
        put(filled, "room", optional(order.receivers().room()));
        put(filled, "from-file", optional(order.receivers().file()));
        put(filled, "note", optional(order.note()));
        put(filled, "answer-by", optional(order.answerBy()));
        put(filled, "consent", List.of(Boolean.toString(order.consent())));
        return filled;
    }

    private static List<String> optional(@Nullable Object value) {
        return value == null ? List.of() : List.of(value.toString());
    }

    private static void put(FillableForm form, String name, List<String> values) throws TransferException {
        if (values.isEmpty()) {
            return;
        }
        FormField field = form.getDataForm().getField(name);
        if (field == null) {
            throw new TransferException("the service does not ask for \"" + name + "\"");
        }
        FormField.Builder<?, ?> answer = FormField.textMultiBuilder(name).addValues(values);
        form.write(answer.build());
    }

    private static boolean hasFailed(RemoteCommand command) {
        return command.getNotes().stream().anyMatch(note -> note.getType() == AdHocCommandNote.Type.error);
    }

    private static String said(RemoteCommand command) {
        return command.getNotes().stream().map(AdHocCommandNote::getValue).collect(Collectors.joining(" "));
    }
}
