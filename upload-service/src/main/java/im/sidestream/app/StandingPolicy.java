package im.sidestream.app;

import im.sidestream.config.ConfigException;
import im.sidestream.config.ServerConfig;
import im.sidestream.delivery.DeliveryLimits;
import im.sidestream.slot.Restrictions;
import im.sidestream.slot.ServiceAdministration.Block;
import im.sidestream.slot.SlotPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy that holds now: the configuration, over it the limits that administrators set, before it what they blocked.
 * What other processes change is seen at the next {@link #refresh}. Thread-safe.
 */
final class StandingPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(StandingPolicy.class);

    private final String service;
    private @Nullable Restrictions restrictions;
    private final Set<String> ignored = new HashSet<>();
    private ServerConfig configured;
    private Map<String, String> changes = Map.of();
    private volatile ServerConfig holding;
    private List<Block> blocks = List.of();
    private volatile SlotPolicy standing;

    /** The configuration alone holds until {@link #heed}. */
    StandingPolicy(ServerConfig configured) {
        this.service = configured.xmpp().domain();
        this.configured = configured;
        this.holding = configured;
        this.standing = configured.policy();
    }

    /** Lets what administrators set hold from now on. */
    synchronized void heed(Restrictions set) {
        restrictions = set;
        refresh();
    }

    /** Returns whose policy this is. */
    String service() {
        return service;
    }

    SlotPolicy policy() {
        return standing;
    }

    boolean inMaintenance() {
        return standing.admission().closed();
    }

    synchronized void maintain(boolean maintenance) {
        stand(maintenance);
    }

    /** Takes over another configuration, under the same limits and blocks. */
    synchronized void reload(ServerConfig fresh) {
        configured = fresh;
        ignored.clear();
        holding = layered();
        stand(inMaintenance());
    }

    private void stand(boolean maintenance) {
        SlotPolicy policy = holding.policy();
        standing = policy.admitting(policy.admission().with(blocks, maintenance));
    }

    /** Reads again what administrators set; blocks for as long as the catalog takes to answer. */
    synchronized void refresh() {
        if (restrictions == null) {
            return;
        }
        Map<String, String> now = restrictions.limits(service).join();
        if (!now.equals(changes)) {
            changes = now;
            holding = layered();
        }
        blocks = restrictions.blocks(service).join();
        stand(inMaintenance());
    }

    /** Returns what deliveries are held to. */
    DeliveryLimits deliveries() {
        return holding.deliveries();
    }

    /** Returns how long the audit trail remembers. */
    Duration auditRetention() {
        return holding.auditRetention();
    }

    /** Returns all limits that can be changed, as they hold now. */
    Map<String, String> limits() {
        return holding.limits();
    }

    /**
     * Checks a change before it is kept.
     *
     * @throws ConfigException where the configuration would not take it
     */
    synchronized void requireAcceptable(String key, String value) throws ConfigException {
        configured.withLimits(Map.of(key, value));
        Map<String, String> all = accepted();
        all.put(key, value);
        configured.withLimits(all);
    }

    /** Checks that there is such a limit. */
    void requireLimit(String key) throws ConfigException {
        if (!holding.limits().containsKey(key)) {
            holding.withLimits(Map.of(key, ""));
        }
    }

    private ServerConfig layered() {
        try {
            return configured.withLimits(accepted());
        } catch (ConfigException e) {
            throw new IllegalStateException("limits that were accepted one by one are refused together", e);
        }
    }

    /** Returns the changes that this configuration takes; the others are told once and ignored. */
    private Map<String, String> accepted() {
        Map<String, String> taken = new HashMap<>();
        for (Map.Entry<String, String> change : new TreeMap<>(changes).entrySet()) {
            Map<String, String> more = new HashMap<>(taken);
            more.put(change.getKey(), change.getValue());
            try {
                configured.withLimits(more);
                taken = more;
            } catch (ConfigException e) {
                if (ignored.add(change.getKey())) {
                    LOG.warn("a limit that was set while the service ran is ignored: {}", e.line());
                }
            }
        }
        return taken;
    }
}
