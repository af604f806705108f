package im.sidestream.config;

import java.nio.file.Path;

/**
 * A certificate as web servers take it.
 *
 * @param certificate PEM, the server's own certificate first, then those up to the authority
 * @param key PEM, the private key without a password
 */
public record TlsFiles(Path certificate, Path key) {}
