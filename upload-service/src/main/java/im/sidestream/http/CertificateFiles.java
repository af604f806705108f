package im.sidestream.http;

import java.nio.file.Path;

/**
 * A certificate chain and its private key, both PEM.
 *
 * @param certificate the server's certificate first, then the intermediate ones
 * @param key PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted
 */
public record CertificateFiles(Path certificate, Path key) {}
