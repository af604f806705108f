package im.sidestream.demo.command;

import im.sidestream.demo.session.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;

/**
 * Reads accounts from a file or from the environment: never from the command line, which every user of the machine can
 * read.
 */
final class Credentials {

    static final String JID_VARIABLE = "SIDESTREAM_JID";
    static final String PASSWORD_VARIABLE = "SIDESTREAM_PASSWORD";
    private static final Set<String> KEYS = Set.of("jid", "password");

    private Credentials() {}

    /**
     * The account.
     *
     * @param file lines {@code jid=…} and {@code password=…}, the values as they are; null to read the environment
     */
    static Account read(@Nullable Path file, Map<String, String> environment) throws WrongConfiguration {
        if (file != null) {
            return fromFile(file);
        }
        String jid = environment.get(JID_VARIABLE);
        String password = environment.get(PASSWORD_VARIABLE);
        if (jid == null || password == null) {
            throw new WrongConfiguration(
                    "no account: give --credentials FILE, or set " + JID_VARIABLE + " and " + PASSWORD_VARIABLE);
        }
        return account(jid, password, "the environment");
    }

    private static Account fromFile(Path file) throws WrongConfiguration {
        try {
            refuseIfOpenToAll(file);
            Map<String, String> values = new HashMap<>();
            for (String line : Files.readAllLines(file)) {
                parse(line, file, values);
            }
            String jid = values.get("jid");
            String password = values.get("password");
            if (jid == null || password == null) {
                throw new WrongConfiguration(file + " must have the lines jid=… and password=…");
            }
            return account(jid, password, file.toString());
        } catch (IOException e) {
            throw new WrongConfiguration("cannot read the credentials in " + file + ": " + e, e);
        }
    }

    private static void refuseIfOpenToAll(Path file) throws IOException, WrongConfiguration {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> permissions = view.readAttributes().permissions();
        if (permissions.contains(PosixFilePermission.OTHERS_READ)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new WrongConfiguration("everyone on this machine can read " + file + ": run chmod 600 on it");
        }
    }

    private static void parse(String line, Path file, Map<String, String> values) throws WrongConfiguration {
        if (line.isBlank() || line.stripLeading().startsWith("#")) {
            return;
        }
        int equals = line.indexOf('=');
        String key = equals < 0 ? "" : line.substring(0, equals).strip();
        if (!KEYS.contains(key)) {
            throw new WrongConfiguration(file + " has a line that is neither jid=… nor password=…");
        }
        values.put(key, line.substring(equals + 1));
    }

    private static Account account(String jid, String password, String where) throws WrongConfiguration {
        try {
            return new Account(JidCreate.entityBareFrom(jid.strip()).toString(), password);
        } catch (XmppStringprepException e) {
            throw new WrongConfiguration("the jid in " + where + " is no account: " + jid, e);
        }
    }
}
