package im.sidestream.app;

import im.sidestream.config.ServerConfig;
import im.sidestream.delivery.Deliveries;
import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.delivery.Distributor;
import im.sidestream.slot.Evictions;
import im.sidestream.slot.OwnUploads;
import im.sidestream.slot.ServiceAdministration;
import im.sidestream.slot.SlotForm;
import im.sidestream.slot.SlotIssuer;
import im.sidestream.slot.SlotLinks;
import im.sidestream.slot.SlotPolicy;
import im.sidestream.slot.TokenSigner;
import im.sidestream.transfer.Deletion;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * One component domain that a process serves: its policy, its links, its slots, and what its users and administrators may
 * do. All domains of a process share the store, the signing keys and the ports.
 */
public final class Domain {
    /** Before what the catalog did not take is tried again; the change itself is made on the catalog's threads. */
    private static final long PAUSE_MILLIS = 500;

    private final ServerConfig config;
    private final StandingPolicy policy;
    private final OwnerAccess access;
    private final SlotIssuer issuer;
    private final ServiceAdministration administration;
    private final Distributor distributor;
    private volatile Evictions evictions = Evictions.SILENT;

    /** Wires it over what it shares with others. */
    Domain(ServerConfig config, StandingPolicy policy, Shared shared) throws IOException {
        this.config = config;
        this.policy = policy;
        SlotLinks links = new SlotLinks(config.http().publicUrl());
        issuer = new SlotIssuer(
                policy::policy,
                new SlotForm(links, shared.signer, config.http().slotHeader()),
                shared.store.catalog(),
                shared.store.blobs()::freeBytes,
                (owner, evicted) -> evictions.evicted(owner, evicted),
                shared.clock,
                shared.random);
        access = new OwnerAccess(
                shared.store,
                links,
                shared.deletion,
                policy,
                new OwnerAccess.Surroundings(
                        shared.clock, shared.random, issuer, shared.owners, shared.administrators));
        administration = new StoreAdministration(name(), shared.store, access, policy, shared.administrators);
        distributor = new Distributor(
                shared.deliveries,
                access.uploads(),
                new Distributor.Rules(jid -> policy.policy().admission().entitles(jid), policy::deliveries),
                new Distributor.Surroundings(
                        shared.clock,
                        shared.random,
                        CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)));
    }

    /**
     * What all domains of a process have together.
     *
     * @param owners runs what goes in steps for owners
     * @param administrators runs what goes in steps for administrators
     */
    record Shared(
            Store store,
            Deliveries deliveries,
            TokenSigner signer,
            Deletion deletion,
            Clock clock,
            SecureRandom random,
            Executor owners,
            Executor administrators) {}

    /** Returns the domain as rows have it. */
    public String name() {
        return config.xmpp().domain();
    }

    /** Returns how it was configured when the process started. */
    public ServerConfig config() {
        return config;
    }

    /** Issues its slots. */
    public SlotIssuer issuer() {
        return issuer;
    }

    /** Returns the policy that holds now: the configuration with what administrators set over it. */
    public SlotPolicy policy() {
        return policy.policy();
    }

    /** Tells of files that made room for newer ones from now on. */
    public void tellEvictions(Evictions listener) {
        evictions = listener;
    }

    /** Returns what uploaders may do with their files. */
    public OwnUploads ownUploads() {
        return access.uploads();
    }

    /** Returns what administrators may do. */
    public ServiceAdministration administration() {
        return administration;
    }

    /** Returns what begins, answers and withdraws deliveries of one file to many. */
    public Distributor distributor() {
        return distributor;
    }

    /** Returns what holds for deliveries now. */
    public DeliveryLimits deliveryLimits() {
        return policy.deliveries();
    }

    StandingPolicy standing() {
        return policy;
    }

    OwnerAccess access() {
        return access;
    }

    SlotLinks links() {
        return access.links();
    }
}
