package im.sidestream.app;

import im.sidestream.config.ServerConfig;
import im.sidestream.slot.PublicLinks;
import im.sidestream.slot.SlotLinks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The domains of a process, made from one configuration. */
final class Domains {
    private static final Logger LOG = LoggerFactory.getLogger(Domains.class);

    private Domains() {}

    /**
     * Wires all domains.
     *
     * @param policies theirs, in the order of the configuration
     */
    static List<Domain> of(ServerConfig config, List<StandingPolicy> policies, Domain.Shared shared)
            throws IOException {
        List<ServerConfig> configs = config.domains();
        List<Domain> domains = new ArrayList<>();
        for (int i = 0; i < configs.size(); i++) {
            domains.add(new Domain(configs.get(i), policies.get(i), shared));
        }
        return List.copyOf(domains);
    }

    /** Returns where the files of each are seen. */
    static PublicLinks links(ServerConfig config) {
        Map<String, SlotLinks> others = new TreeMap<>();
        config.further()
                .forEach(domain -> others.put(
                        domain.xmpp().domain(), new SlotLinks(domain.http().publicUrl())));
        return new PublicLinks(new SlotLinks(config.http().publicUrl()), others);
    }

    /** Takes over another configuration for each domain that is there; others need a restart. */
    static void reload(List<Domain> domains, ServerConfig fresh) {
        for (Domain domain : domains) {
            Optional<ServerConfig> own = fresh.find(domain.name());
            own.ifPresent(domain.standing()::reload);
            if (own.isEmpty()) {
                LOG.warn("{} is not configured any more; that needs a restart, and changes nothing now", domain.name());
            }
        }
        for (ServerConfig config : fresh.domains()) {
            if (domains.stream()
                    .noneMatch(domain -> domain.name().equals(config.xmpp().domain()))) {
                LOG.warn("{} is new; that needs a restart", config.xmpp().domain());
            }
        }
    }
}
