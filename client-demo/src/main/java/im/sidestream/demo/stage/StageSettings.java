package im.sidestream.demo.stage;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a {@link Stage} shall look like.
 *
 * @param domain the XMPP domain; our component is {@code upload.<domain>}, rooms are at {@code conference.<domain>}
 * @param users local parts of the accounts that exist
 * @param serverCommand the server's program and its first arguments; {@code --config FILE} is added. Empty: no server
 * @param serverConfig lines of HOCON added to the server's configuration; they win over what the stage writes
 * @param prosodyConfig lines of Lua added to Prosody's global section; Prosody refuses an option that is set twice
 * @param parent the directory in which the stage makes its own
 * @param ports where free ports are looked for; below the range from which systems take ports for outgoing connections,
 *     so that a server that is stopped for a while finds its port free again
 */
public record StageSettings(
        String domain,
        List<String> users,
        List<String> serverCommand,
        List<String> serverConfig,
        List<String> prosodyConfig,
        Path parent,
        PortRange ports) {

    /** Copies the lists. */
    public StageSettings {
        users = List.copyOf(users);
        serverCommand = List.copyOf(serverCommand);
        serverConfig = List.copyOf(serverConfig);
        prosodyConfig = List.copyOf(prosodyConfig);
    }

    /** Ports from {@code first} to {@code last}, both included. */
    public record PortRange(int first, int last) {
        /** Refuses an empty range. */
        public PortRange {
            if (first < 1 || last > 65_535 || first > last) {
                throw new IllegalArgumentException("no port range: " + first + "-" + last);
            }
        }

        static PortRange parse(String text) {
            int dash = text.indexOf('-');
            return new PortRange(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
        }
    }

    /**
     * Domain {@code localhost}, users alice, bob and carol, and the server started by the launcher of this checkout.
     * System properties: {@code sidestream.root} is the checkout (else the working directory),
     * {@code sidestream.stage.directory} the parent directory (else {@code java.io.tmpdir}),
     * {@code sidestream.stage.ports} the ports, as {@code first-last}.
     */
    public static StageSettings defaults() {
        Path root = Path.of(System.getProperty("sidestream.root", "")).toAbsolutePath();
        String parent = System.getProperty("sidestream.stage.directory", System.getProperty("java.io.tmpdir", "/tmp"));
        return new StageSettings(
                "localhost",
                List.of("alice", "bob", "carol"),
                List.of(root.resolve("sidestream").toString(), "serve"),
                List.of(),
                List.of(),
                Path.of(parent).toAbsolutePath(),
                PortRange.parse(System.getProperty("sidestream.stage.ports", "20000-29999")));
    }

    /** The same without our server: what connects to the component port is the caller's. */
    public StageSettings withoutServer() {
        return new StageSettings(domain, users, List.of(), serverConfig, prosodyConfig, parent, ports);
    }

    /** The same with another program as the server. */
    public StageSettings withServerCommand(String... command) {
        return new StageSettings(domain, users, List.of(command), serverConfig, prosodyConfig, parent, ports);
    }

    /** The same with these users instead. */
    public StageSettings withUsers(String... names) {
        return new StageSettings(domain, List.of(names), serverCommand, serverConfig, prosodyConfig, parent, ports);
    }

    /** The same with another XMPP domain. */
    public StageSettings withDomain(String name) {
        return new StageSettings(name, users, serverCommand, serverConfig, prosodyConfig, parent, ports);
    }

    /** The same with further lines of HOCON, for example {@code policy.max-file-size = 1MiB}. */
    public StageSettings withServerConfig(String... lines) {
        return new StageSettings(domain, users, serverCommand, join(serverConfig, lines), prosodyConfig, parent, ports);
    }

    /** The same with further lines of Lua, for example {@code component_conflict_resolve = "kick_old"}. */
    public StageSettings withProsodyConfig(String... lines) {
        return new StageSettings(domain, users, serverCommand, serverConfig, join(prosodyConfig, lines), parent, ports);
    }

    /** The same in another directory. */
    public StageSettings withParent(Path directory) {
        return new StageSettings(domain, users, serverCommand, serverConfig, prosodyConfig, directory, ports);
    }

    private static List<String> join(List<String> first, String... then) {
        return Stream.concat(first.stream(), Stream.of(then)).toList();
    }
}
