package im.sidestream.component.command;

import im.sidestream.component.slots.UploadComponent;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The component with commands and files of a few users, for a real stream. */
public final class CommandStage {

    private final CommandPorts ports;

    /** Files are there already. */
    public CommandStage() {
        InMemoryUploads uploads = new InMemoryUploads();
        for (int i = 0; i < 100; i++) {
            uploads.add(i % 2 == 0 ? "alice@example.org" : "root@example.org", "file" + i + ".png", i);
        }
        ports = new CommandPorts(
                CommandFixture.DOMAIN,
                uploads,
                new InMemoryAdministration(uploads),
                new CommandFixture.ExampleRights(),
                () -> Instant.parse("2026-08-30T09:00:00Z"),
                new SecureRandom());
    }

    /** The component as the program wires it. */
    public UploadComponent component() {
        return CommandFixture.component(ports, List.of());
    }

    /** Every command there is. */
    public List<String> nodes() {
        List<Command> all = new ArrayList<>(new UserCommands(ports.uploads(), ports.clock()).all());
        all.addAll(new AdminCommands(ports).all());
        return all.stream().map(Command::node).toList();
    }
}
