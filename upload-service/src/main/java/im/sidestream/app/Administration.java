package im.sidestream.app;

import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.TokenSigner;
import im.sidestream.transfer.Deletion;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The administrator's commands over one store; each answers in lines. */
public final class Administration {
    /** Who did what the command line asked for. */
    static final String CONSOLE = "console";

    private final Domain domain;
    private final Store store;
    private final Clock clock;
    private final AdminCommand rotation;
    private final Optional<Supplier<String>> health;

    /**
     * Wires those of one domain.
     *
     * @param rotation makes new signing keys
     * @param health how a running service fares, or empty where none runs
     */
    Administration(Domain domain, Store store, Clock clock, AdminCommand rotation, Optional<Supplier<String>> health) {
        this.domain = domain;
        this.store = store;
        this.clock = clock;
        this.rotation = rotation;
        this.health = health;
    }

    /**
     * Returns the commands over a store that no service has open.
     *
     * @throws IOException if the store cannot be written
     */
    public static Map<String, AdminCommand> offline(ServerConfig config, Store store) throws IOException {
        Clock clock = store.clock();
        SecureRandom random = new SecureRandom();
        SigningKeys keys = new SigningKeys(store.catalog(), config.http().signingKey(), random);
        TokenSigner signer = keys.signer(clock);
        List<StandingPolicy> policies =
                config.domains().stream().map(StandingPolicy::new).toList();
        policies.forEach(policy -> policy.heed(store.restrictions()));
        Deletion deletion = new Deletion(signer, store.catalog(), store.blobs(), store.threads());
        Domain.Shared shared = new Domain.Shared(
                store,
                store.deliveries(random).deliveries(),
                signer,
                deletion,
                clock,
                random,
                Runnable::run,
                Runnable::run);
        Map<String, Map<String, AdminCommand>> commands = new LinkedHashMap<>();
        for (Domain domain : Domains.of(config, policies, shared)) {
            AdminCommand rotation = (argument, out) -> out.print(keys.rotate());
            commands.put(
                    domain.name(), new Administration(domain, store, clock, rotation, Optional.empty()).commands());
        }
        return DomainCommands.of(commands);
    }

    /** Returns all commands by name. */
    Map<String, AdminCommand> commands() {
        Map<String, AdminCommand> commands = new TreeMap<>();
        commands.put("maintenance", this::maintain);
        commands.put("rotate-keys", rotation);
        commands.put("status", (argument, out) -> status(out));
        commands.put("fsck", (argument, out) -> out.print(new StoreCheck(store).findings()));
        commands.putAll(
                new FileCommands(domain.name(), store, domain.access(), domain.administration(), clock).commands());
        commands.putAll(new RuleCommands(domain.administration()).commands());
        return commands;
    }

    private void maintain(String argument, PrintWriter out) {
        if (health.isEmpty()) {
            throw new IllegalArgumentException("maintenance is for a running service, and none runs");
        }
        boolean on = switch (Words.of(argument).word(0, 1, "on or off")) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("on or off is needed");
        };
        Answers.of(domain.administration().maintain(on, CONSOLE));
        out.print("maintenance " + (on ? "on: no slots are issued" : "off") + "\n");
    }

    private void status(PrintWriter out) throws IOException {
        ServiceAdministration.Statistics holds =
                Answers.of(domain.administration().statistics());
        out.print("service: " + domain.name() + "\n" + health.map(Supplier::get).orElse("not running\n") + "directory: "
                + store.directory() + "\nfree bytes: "
                + store.blobs().freeBytes() + "\nfiles: " + holds.files() + "\nbytes: " + holds.bytes()
                + "\nbytes with open slots: " + holds.reserved().bytes() + "\nowners: " + holds.owners() + "\n");
    }
}
