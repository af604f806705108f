package im.sidestream.demo.conformance;

import im.sidestream.demo.stage.Account;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Runs scripts that use a client library for Python.
 *
 * @param directory where scripts and what they write are kept
 */
record PythonClient(Path directory) {
    /** Debian's own Python: another one on the path would not see Debian's modules. */
    private static final String PYTHON = "/usr/bin/python3";

    /** What that script, a resource beside this class, printed as that user. */
    String run(String script, Host host, String user, String last) throws Exception {
        Path file = directory.resolve(script);
        try (InputStream in = Objects.requireNonNull(PythonClient.class.getResourceAsStream(script))) {
            Files.copy(in, file);
        }
        Account account = host.account(user);
        return new Foreign(directory)
                .run(List.of(
                        PYTHON,
                        file.toString(),
                        host.xmpp().host(),
                        Integer.toString(host.xmpp().ports().c2s()),
                        account.jid(),
                        account.password(),
                        host.xmpp().uploadDomain(),
                        host.certificates().ca().toString(),
                        last));
    }
}
