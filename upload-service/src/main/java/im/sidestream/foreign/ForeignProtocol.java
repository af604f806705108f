package im.sidestream.foreign;

import java.util.Arrays;
import java.util.Optional;

/** How another server vouches for its slots. */
public enum ForeignProtocol {
    /** Prosody's mod_http_upload_external, version 1: name and size are signed. */
    PROSODY_V1("prosody-v1", "v", false),
    /** Its version 2: the type is signed, too. */
    PROSODY_V2("prosody-v2", "v2", true),
    /** Prosody's mod_http_file_share with a base URL: a JSON Web Token (RFC 7519) says it all, and who asked. */
    PROSODY_JWT("prosody-jwt", "", true),
    /** ejabberd's mod_http_upload with an external secret: name and size are signed. */
    EJABBERD("ejabberd", "v", false),
    /** Metronome's mod_http_upload_external: as version 2, and files can be deleted. */
    METRONOME("metronome", "token", true);

    private final String spelling;
    private final String parameter;
    private final boolean signsType;

    ForeignProtocol(String spelling, String parameter, boolean signsType) {
        this.spelling = spelling;
        this.parameter = parameter;
        this.signsType = signsType;
    }

    /** Returns the protocol that a configuration names so. */
    public static Optional<ForeignProtocol> named(String text) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.spelling.equals(text))
                .findFirst();
    }

    String parameter() {
        return parameter;
    }

    boolean signsType() {
        return signsType;
    }

    /**
     * Returns what distinguishes the ids of its files: not the version, for a server that changes it keeps its links.
     */
    String family() {
        return this == PROSODY_JWT ? "jwt" : "hmac";
    }

    @Override
    public String toString() {
        return spelling;
    }
}
