package im.sidestream.app;

import im.sidestream.config.ServerConfig;
import im.sidestream.http.AdminCommand;
import im.sidestream.slot.Evictions;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.SlotForm;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.TokenSigner;
import im.sidestream.transfer.Deletion;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The administrator's commands over one store; each answers in lines. */
public final class Administration {
    /** Who did what the command line asked for. */
    static final String CONSOLE = "console";

    private final String service;
    private final Store store;
    private final OwnerAccess access;
    private final ServiceAdministration administration;
    private final Clock clock;
    private final AdminCommand rotation;
    private final Optional<Supplier<String>> health;

    /**
     * Wires them.
     *
     * @param rotation makes new signing keys
     * @param health how a running service fares, or empty where none runs
     */
    Administration(
            String service,
            Store store,
            OwnerAccess access,
            ServiceAdministration administration,
            Clock clock,
            AdminCommand rotation,
            Optional<Supplier<String>> health) {
        this.service = service;
        this.store = store;
        this.access = access;
        this.administration = administration;
        this.clock = clock;
        this.rotation = rotation;
        this.health = health;
    }

    /**
     * Returns the commands over a store that no service has open.
     *
     * @throws IOException if the store cannot be written
     */
    public static Administration offline(ServerConfig config, Store store) throws IOException {
        Clock clock = store.clock();
        SecureRandom random = new SecureRandom();
        SigningKeys keys = new SigningKeys(store.catalog(), config.http().signingKey(), random);
        TokenSigner signer = keys.signer(clock);
        StandingPolicy policy = new StandingPolicy(config);
        policy.heed(store.restrictions());
        SlotLinks links = new SlotLinks(config.http().publicUrl());
        SlotIssuer issuer = new SlotIssuer(
                policy::policy,
                new SlotForm(links, signer, config.http().slotHeader()),
                store.catalog(),
                store.blobs()::freeBytes,
                Evictions.SILENT,
                clock,
                random);
        OwnerAccess access = new OwnerAccess(
                store,
                links,
                new Deletion(signer, store.catalog(), store.blobs(), store.threads()),
                policy,
                new OwnerAccess.Surroundings(clock, random, issuer, Runnable::run, Runnable::run));
        String service = config.xmpp().domain();
        ServiceAdministration administration = new StoreAdministration(service, store, access, policy, Runnable::run);
        return new Administration(
                service,
                store,
                access,
                administration,
                clock,
                (argument, out) -> out.print(keys.rotate()),
                Optional.empty());
    }

    /** Returns all commands by name. */
    public Map<String, AdminCommand> commands() {
        Map<String, AdminCommand> commands = new TreeMap<>();
        commands.put("maintenance", this::maintain);
        commands.put("rotate-keys", rotation);
        commands.put("status", (argument, out) -> status(out));
        commands.put("fsck", (argument, out) -> out.print(new StoreCheck(store).findings()));
        commands.putAll(new FileCommands(service, store, access, administration, clock).commands());
        commands.putAll(new RuleCommands(administration).commands());
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
        Answers.of(administration.maintain(on, CONSOLE));
        out.print("maintenance " + (on ? "on: no slots are issued" : "off") + "\n");
    }

    private void status(PrintWriter out) throws IOException {
        ServiceAdministration.Statistics holds = Answers.of(administration.statistics());
        out.print("service: " + service + "\n" + health.map(Supplier::get).orElse("not running\n") + "directory: "
                + store.directory() + "\nfree bytes: "
                + store.blobs().freeBytes() + "\nfiles: " + holds.files() + "\nbytes: " + holds.bytes()
                + "\nbytes with open slots: " + holds.reserved().bytes() + "\nowners: " + holds.owners() + "\n");
    }
}
