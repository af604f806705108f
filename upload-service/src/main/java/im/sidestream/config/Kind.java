package im.sidestream.config;

/** What sort of value a key takes, and how that is said to an operator. */
enum Kind {
    TEXT("a text that is not empty"),
    DOMAIN("a domain name such as upload.example.org"),
    SECRET("a text that is not empty"),
    SIGNING_KEY("32 to 1024 random bytes in base64url"),
    FILE("a path; a relative one starts at the configuration file's directory"),
    PORT("a port from 1 to 65535"),
    LISTEN("an address and a port such as 127.0.0.1:5443 or [::1]:5443, or unix: and the path of a socket"),
    FILE_MODE("a file's mode in octal digits such as 660"),
    ADDRESS_OR_OFF("an address and a port such as 127.0.0.1:5480, or off"),
    URL("an https: URL such as https://upload.example.org:5443/, without user, query or fragment"),
    DATABASE("a URL such as jdbc:postgresql://db.example.org/sidestream"),
    FEW("a whole number from 2 to 500"),
    FLAG("true or false"),
    SIZE("a size such as 512KiB, 100MiB or 4GB"),
    SIZE_OR_UNLIMITED("a size such as 512KiB, 100MiB or 4GB, or unlimited"),
    DURATION("a time such as 500ms, 30s, 5min, 12h or 30d"),
    DURATION_OR_UNLIMITED("a time such as 30s, 5min, 12h or 30d, or unlimited"),
    RATE("a rate such as 60/min (per s, min, h or d), or unlimited"),
    LEVEL("error, warn, info or debug"),
    DURATION_OR_OFF("a time such as 12h or 30d, or off"),
    COUNT("a whole number from 1 to 1000000"),
    COUNT_OR_UNLIMITED("a whole number, or unlimited"),
    WHEN_FULL("refuse or evict"),
    PROXY_PROTOCOL("off or required"),
    FOREIGN_PROTOCOL("prosody-v1, prosody-v2, prosody-jwt, ejabberd or metronome"),
    URL_PATH("a path such as /stored/ of letters, digits and . _ ~ -, beginning and ending with a slash"),
    PURPOSES("a list such as [message, profile, ephemeral, permanent] that has message in it"),
    TYPES("a list such as [\"image/*\", \"text/plain\"]"),
    ACCOUNTS("a list such as [\"example.org\", \"*.example.org\", \"user@example.net\", \"*\"]"),
    TYPES_OR_NONE("a list such as [\"image/*\", \"text/plain\"], or none"),
    ACCOUNTS_OR_NONE("a list such as [\"example.org\", \"*.example.org\", \"user@example.net\"], or none"),
    NETWORKS("a list of addresses and networks such as [\"192.0.2.7\", \"2001:db8::/32\"]"),
    JIDS("a list of accounts such as [\"admin@example.org\"]"),
    URIS("a list of URIs such as [\"mailto:abuse@example.org\", \"xmpp:admin@example.org\"]"),
    ENDPOINT("a URL such as https://s3.example.org or http://127.0.0.1:7480, without user, query or fragment"),
    BUCKET("a bucket's name, 3 to 63 letters, digits, dots, dashes and underscores"),
    PREFIX("letters, digits, dots, dashes and underscores, with / between"),
    PATIENCE("a time of 5s or more"),
    REDIRECT("a time from 5s to 5min, or off");

    private final String accepted;

    Kind(String accepted) {
        this.accepted = accepted;
    }

    /** Returns what is accepted, to be put after "expected". */
    String accepted() {
        return accepted;
    }

    boolean isSecret() {
        return this == SECRET || this == SIGNING_KEY;
    }

    boolean isList() {
        return this == ACCOUNTS
                || this == TYPES
                || this == PURPOSES
                || this == JIDS
                || this == NETWORKS
                || this == URIS
                || mayBeNone();
    }

    /** Returns whether the word "none" stands for a list without items. */
    boolean mayBeNone() {
        return this == ACCOUNTS_OR_NONE || this == TYPES_OR_NONE;
    }
}
