package im.sidestream.demo.conformance;

import im.sidestream.demo.stage.Account;
import im.sidestream.demo.stage.Certificates;
import im.sidestream.demo.stage.EjabberdStage;
import im.sidestream.demo.stage.SidestreamServer;
import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import im.sidestream.demo.stage.XmppServer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real XMPP server with our server as its component, shared by all rows.
 *
 * @param kind whose program it is
 * @param stop done after the last test
 */
record Host(
        Kind kind,
        XmppServer xmpp,
        SidestreamServer server,
        Certificates certificates,
        List<Account> accounts,
        Runnable stop) {

    /** Bytes of the largest file. */
    static final long LIMIT = 1_048_576;
    /** Bytes of the largest profile file. */
    static final long PROFILE_LIMIT = 4096;
    /** The purposes that are offered; permanent files by this configuration alone. */
    static final List<String> PURPOSES = List.of("message", "profile", "ephemeral", "permanent");
    /** Slots of one account in a minute. */
    static final int RATE = 60;

    /** Who may upload: some for our own tests, three for Smack's. */
    private static final List<String> UPLOADERS =
            List.of("alice", "bob", "carol", "dave", "erin", "frank", "grace", "one", "two", "three");
    /** Who administers. */
    static final String ADMINISTRATOR = "one";
    /** Who may not. */
    static final String STRANGER = "mallory";

    /** A zone in which local time is never UTC. */
    static final String FAR_AWAY = "-Duser.timezone=America/New_York";

    /** The servers under test. */
    enum Kind {
        PROSODY("Prosody"),
        EJABBERD("ejabberd");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        Host open() {
            return this == PROSODY ? prosody() : ejabberd();
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static Host prosody() {
        Stage stage = Stage.open(settings());
        return new Host(
                Kind.PROSODY, stage.prosody(), stage.server(), stage.certificates(), stage.accounts(), stage::close);
    }

    /** Its server stands in another time zone, for S-25: what is told as UTC shall not be local time. */
    private static Host ejabberd() {
        String launcher = Path.of(System.getProperty("sidestream.root", ""))
                .toAbsolutePath()
                .resolve("sidestream")
                .toString();
        EjabberdStage stage = EjabberdStage.open(
                settings().withServerCommand("env", "SIDESTREAM_JAVA_OPTS=" + FAR_AWAY, launcher, "serve"));
        return new Host(
                Kind.EJABBERD, stage.ejabberd(), stage.server(), stage.certificates(), stage.accounts(), stage::close);
    }

    private static StageSettings settings() {
        return StageSettings.defaults()
                .withUsers(
                        Stream.concat(UPLOADERS.stream(), Stream.of(STRANGER)).toArray(String[]::new))
                .withServerConfig(
                        "http.slot-header = true",
                        "xmpp.admins = [\"" + ADMINISTRATOR + "@localhost\"]",
                        "contact { abuse = [\"mailto:abuse@localhost\"], admin = [\"xmpp:one@localhost\"] }",
                        "policy.max-file-size = " + LIMIT,
                        "policy.allow = [" + allowed() + "]",
                        offering(PURPOSES),
                        "policy.profile.max-file-size = " + PROFILE_LIMIT,
                        "policy.retention.message = 30d",
                        "policy.keep.longest = 365d",
                        "policy.types.refuse = [\"application/x-msdownload\"]",
                        "policy.quota.rate = \"" + RATE + "/min\"");
    }

    /** A line of the configuration. */
    static String offering(List<String> purposes) {
        return "policy.purposes = [" + String.join(", ", purposes) + "]";
    }

    private static String allowed() {
        return UPLOADERS.stream().map(user -> "\"" + user + "@localhost\"").collect(Collectors.joining(", "));
    }

    /** Logs that user in. */
    RawClient logIn(String user) throws Exception {
        return RawClient.logIn(xmpp, account(user), certificates);
    }

    Account account(String user) {
        return accounts.stream()
                .filter(account -> account.user().equals(user))
                .findFirst()
                .orElseThrow();
    }
}
