package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.stage.Account;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.chat2.Chat;
import org.jivesoftware.smack.chat2.ChatManager;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smackx.commands.AdHocCommandManager;
import org.jivesoftware.smackx.commands.RemoteCommand;
import org.jivesoftware.smackx.disco.packet.DiscoverItems;
import org.jivesoftware.smackx.xdata.FormField;
import org.jivesoftware.smackx.xdata.form.FillableForm;
import org.jivesoftware.smackx.xdata.packet.DataForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jxmpp.jid.impl.JidCreate;

/** Commands and typed text as Smack's own classes for them speak: none of this is written for this service. */
class SmackCommandConformanceTest extends OnEachHost {
    private static final String OWN = "sidestream:transfer:0#";

    private XMPPTCPConnection connection;

    @Override
    String user() {
        return "frank";
    }

    @BeforeEach
    void connect() throws Exception {
        Account account = host.account(user());
        connection = new XMPPTCPConnection(XMPPTCPConnectionConfiguration.builder()
                .setXmppDomain(account.domain())
                .setHostAddress(InetAddress.getByName(host.xmpp().host()))
                .setPort(host.xmpp().ports().c2s())
                .setUsernameAndPassword(account.user(), account.password())
                .setSecurityMode(SecurityMode.required)
                .setCustomX509TrustManager(host.certificates().trustManager())
                .build());
        connection.connect().login();
    }

    @AfterEach
    void disconnect() {
        connection.disconnect();
    }

    @Test
    @Requirement({"K-30", "K-34"})
    void commands_are_discovered() throws Exception {
        List<DiscoverItems.Item> items =
                commands().discoverCommands(JidCreate.from(service())).getItems();
        assertThat(items)
                .extracting(DiscoverItems.Item::getNode)
                .contains(OWN + "my-files", OWN + "my-usage", OWN + "delete-file")
                .noneMatch(node -> node.contains("admin"));
        assertThat(items).allSatisfy(item -> assertThat(item.getName()).isNotBlank());
    }

    @Test
    @Requirement({"K-21", "K-30"})
    void the_list_is_a_table_and_the_usage_a_note() throws Exception {
        URI file = upload("table.bin");
        RemoteCommand list = run("my-files");
        assertThat(list.isCompleted()).isTrue();
        DataForm table = list.getForm();
        assertThat(table.getType()).isEqualTo(DataForm.Type.result);
        assertThat(table.getReportedData().getFields())
                .extracting(FormField::getFieldName)
                .contains("name", "link", "id");
        assertThat(cell(table, "table.bin", "link")).isEqualTo(file.toString());

        RemoteCommand usage = run("my-usage");
        assertThat(usage.isCompleted()).isTrue();
        assertThat(usage.getNotes())
                .singleElement()
                .satisfies(note -> assertThat(note.getValue()).contains("Stored and reserved"));
    }

    @Test
    @Requirement({"K-21", "K-33"})
    void a_file_that_is_deleted_by_a_command_is_gone() throws Exception {
        URI file = upload("chosen.bin");
        String id = cell(run("my-files").getForm(), "chosen.bin", "id");
        RemoteCommand command = run("delete-file");
        FillableForm choice = new FillableForm(command.getForm());
        choice.setAnswer("file", id);
        command.next(choice);
        assertThat(command.isCompleted()).isFalse();
        FillableForm sure = new FillableForm(command.getForm());
        sure.setAnswer("confirm", true);
        command.complete(sure);

        assertThat(command.isCompleted()).isTrue();
        assertThat(command.getNotes())
                .singleElement()
                .satisfies(note -> assertThat(note.getValue()).isEqualTo("Deleted: chosen.bin"));
        assertThat(new Web(host).get(file).statusCode()).isEqualTo(410);
    }

    @Test
    @Requirement("K-05")
    void a_file_that_is_deleted_by_typed_text_is_gone() throws Exception {
        URI file = upload("typed.bin");
        BlockingQueue<String> answers = new ArrayBlockingQueue<>(10);
        ChatManager chats = ChatManager.getInstanceFor(connection);
        chats.addIncomingListener((from, message, chat) -> answers.add(message.getBody()));
        Chat bot = chats.chatWith(JidCreate.entityBareFrom("relay@" + service()));

        bot.send("list");
        assertThat(answers.poll(20, TimeUnit.SECONDS)).startsWith("1. typed.bin");
        bot.send("delete 1");
        assertThat(answers.poll(20, TimeUnit.SECONDS)).isEqualTo("Deleted: typed.bin");
        assertThat(new Web(host).get(file).statusCode()).isEqualTo(410);
    }

    private String service() {
        return host.xmpp().uploadDomain();
    }

    private AdHocCommandManager commands() {
        return AdHocCommandManager.getAddHocCommandsManager(connection);
    }

    private RemoteCommand run(String name) throws Exception {
        RemoteCommand command = commands().getRemoteCommand(JidCreate.from(service()), OWN + name);
        command.execute();
        return command;
    }

    /** What stands in a column of the row with that name. */
    private static String cell(DataForm table, String name, String column) {
        return table.getItems().stream()
                .filter(row -> value(row, "name").equals(name))
                .map(row -> value(row, column))
                .findFirst()
                .orElseThrow();
    }

    private static String value(DataForm.Item row, String column) {
        return row.getFields().stream()
                .filter(field -> field.getFieldName().equals(column))
                .map(FormField::getFirstValue)
                .findFirst()
                .orElseThrow();
    }
}
