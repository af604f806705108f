package im.sidestream.http;

/**
 * What TLS offers beside itself.
 *
 * @param http2 whether HTTP/2 is spoken to who asks for it (RFC 7301)
 * @param ocspStapling whether the certificate comes with its authority's word that it is good (RFC 6066 §8)
 */
public record TlsOptions(boolean http2, boolean ocspStapling) {
    /** What holds where an operator says nothing. */
    public static final TlsOptions STANDARD = new TlsOptions(true, false);
}
