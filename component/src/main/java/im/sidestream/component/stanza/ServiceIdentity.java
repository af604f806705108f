package im.sidestream.component.stanza;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a service says it is (XEP-0030 §3.1, XEP-0092).
 *
 * @param category identity category, for example {@code store}
 * @param type identity type, for example {@code file}
 * @param name what people see; Openfire lists no component without one
 * @param features namespaces served besides discovery, ping and version; asked at each discovery
 * @param software name of the program
 * @param version version of the program
 */
public record ServiceIdentity(
        String category, String type, String name, Supplier<List<String>> features, String software, String version) {

    /** Refuses an identity without a name. */
    public ServiceIdentity {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a service needs a name");
        }
    }
}
