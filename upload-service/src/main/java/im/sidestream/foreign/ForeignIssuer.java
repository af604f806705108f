package im.sidestream.foreign;

import java.util.Optional;

/**
 * A server that issues slots for this service.
 *
 * @param protocol how it vouches for them
 * @param base the path of its links up to what it appends, beginning and ending with a slash
 * @param service the domain that rows of its slots belong to
 * @param secret what it shares with this service
 * @param deleteSecret what deletions are signed with besides (Metronome); empty where they are not offered
 */
public record ForeignIssuer(
        ForeignProtocol protocol, String base, String service, String secret, Optional<String> deleteSecret) {
    public ForeignIssuer {
        if (!base.startsWith("/") || !base.endsWith("/") || secret.isEmpty()) {
            throw new IllegalArgumentException("a base path without slashes around it, or no secret");
        }
    }

    @Override
    public String toString() {
        return protocol + " " + base;
    }
}
