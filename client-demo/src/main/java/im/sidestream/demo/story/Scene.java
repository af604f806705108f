package im.sidestream.demo.story;

import im.sidestream.demo.session.Account;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the story plays: an XMPP server with an upload service, and two of its accounts.
 *
 * @param host address of the server
 * @param port its port for clients
 * @param service JID of the upload service, or null to discover it
 * @param ca PEM file with the authority of both XMPP and HTTPS certificates, or null for those of the JDK
 * @param sender shares the files
 * @param receiver gets them
 * @param work directory for the files of the story, which it removes at the end
 * @param allowHttpLoopback whether the upload service may speak {@code http} on a loopback address
 */
public record Scene(
        String host,
        int port,
        @Nullable String service,
        @Nullable Path ca,
        Account sender,
        Account receiver,
        Path work,
        boolean allowHttpLoopback) {}
