package im.sidestream.config;

/** How HTTP is spoken on the listening socket. */
public enum Transport {
    /** TLS with the operator's certificate. */
    CERTIFICATE,
    /** TLS with a certificate made at start, which no client trusts: for a first try. */
    SELF_SIGNED,
    /** Without TLS: on loopback, or behind a proxy that ends TLS. */
    PLAIN
}
