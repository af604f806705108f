package im.sidestream.demo.command;

import im.sidestream.demo.session.Account;
import im.sidestream.demo.session.Endpoint;
import im.sidestream.demo.session.Trust;
import im.sidestream.demo.transfer.Progress;
import im.sidestream.demo.transfer.ProgressDisplays;
import im.sidestream.demo.transfer.UrlRule;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.EntityJid;
import org.jxmpp.jid.impl.JidCreate;
import org.jxmpp.stringprep.XmppStringprepException;
import picocli.CommandLine.Option;

/** The options that every command has which talks to a server. */
final class ConnectionOptions {

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "account: lines jid=… and password=…, not readable by others"
                    + " (or SIDESTREAM_JID and SIDESTREAM_PASSWORD in the environment)")
    private @Nullable Path credentials;

    @Option(names = "--host", paramLabel = "HOST", description = "address of the server (default: found by DNS)")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "port of the server at --host (default: ${DEFAULT-VALUE})")
    private int port = Endpoint.STANDARD_PORT;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file: the only authorities to trust, for XMPP and HTTPS (default: those of the JDK)")
    private @Nullable Path ca;

    @Option(names = "--service", paramLabel = "JID", description = "upload service (default: the one the server lists)")
    private @Nullable String service;

    @Option(
            names = "--allow-http-loopback",
            description = "accept http links to loopback addresses; all others must be https")
    private boolean allowHttpLoopback;

    @Option(
            names = "--progress",
            paramLabel = "KIND",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private ProgressKind progress = ProgressKind.auto;

    enum ProgressKind {
        auto,
        bar,
        lines,
        none
    }

    Account account(Surroundings surroundings) throws WrongConfiguration {
        return Credentials.read(credentials, surroundings.environment());
    }

    Endpoint endpoint() throws WrongConfiguration {
        return new Endpoint(host, port, trust());
    }

    private Trust trust() throws WrongConfiguration {
        try {
            return Trust.in(ca);
        } catch (IOException e) {
            throw new WrongConfiguration("cannot use --ca " + ca + ": " + e.getMessage(), e);
        }
    }

    @Nullable
    String host() {
        return host;
    }

    int port() {
        return port;
    }

    @Nullable
    Path ca() {
        return ca;
    }

    @Nullable
    String service() {
        return service;
    }

    UrlRule rule() {
        return new UrlRule(allowHttpLoopback);
    }

    Progress.Display display(Surroundings surroundings) {
        return switch (progress) {
            case none -> Progress.none();
            case bar -> ProgressDisplays.bar(surroundings.err());
            case lines -> ProgressDisplays.lines(surroundings.err());
            case auto ->
                surroundings.terminal()
                        ? ProgressDisplays.bar(surroundings.err())
                        : ProgressDisplays.lines(surroundings.err());
        };
    }

    /** A person's address from the command line. */
    static EntityJid person(String option, String text) throws WrongConfiguration {
        try {
            return JidCreate.entityFrom(text);
        } catch (XmppStringprepException e) {
            throw new WrongConfiguration(option + " is not the address of a user: " + text, e);
        }
    }
}
