package im.sidestream.component.app;

import im.sidestream.app.Identity;
import im.sidestream.config.HostPort;
import im.sidestream.config.XmppConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;

/** Whether a running service is the component that a configuration describes. */
final class RunningCheck {
    private final XmppConfig config;

    RunningCheck(XmppConfig config) {
        this.config = config;
    }

    Result ask(HostPort listener) {
        String nonce = UUID.randomUUID().toString();
        try {
            AdminClient.Answer answer = new AdminClient(listener).ask("identity", "@" + config.domain() + "\n" + nonce);
            Optional<Identity> running = answer.ok() ? Identity.parse(answer.text()) : Optional.empty();
            return running.map(other -> compare(other, Identity.of(config, nonce)))
                    .orElse(Result.SILENT);
        } catch (IOException e) {
            return Result.SILENT;
        }
    }

    private static Result compare(Identity running, Identity mine) {
        boolean sameComponent = running.domain().equals(mine.domain())
                && running.port() == mine.port()
                && sameHost(running.host(), mine.host());
        if (!sameComponent) {
            return Result.ANOTHER;
        }
        return running.proof().equals(mine.proof()) ? Result.SAME : Result.OTHER_SECRET;
    }

    private static boolean sameHost(String one, String other) {
        try {
            return one.equals(other) || InetAddress.getByName(one).equals(InetAddress.getByName(other));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** What was found. */
    enum Result {
        /** It is. */
        SAME,
        /** It is, but with another secret. */
        OTHER_SECRET,
        /** Another component or another server: a handshake does it no harm. */
        ANOTHER,
        /** It runs and does not say. */
        SILENT
    }
}
