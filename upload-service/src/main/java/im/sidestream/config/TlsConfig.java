package im.sidestream.config;

/**
 * What TLS offers beside itself.
 *
 * @param http2 whether HTTP/2 is spoken to who asks for it
 * @param ocspStapling whether the certificate comes with its authority's word that it is good
 */
public record TlsConfig(boolean http2, boolean ocspStapling) {
    static TlsConfig of(Settings settings) throws ConfigException {
        return new TlsConfig(settings.flag(Key.HTTP_HTTP2), settings.flag(Key.HTTP_TLS_OCSP_STAPLING));
    }
}
