package im.sidestream.slot;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where the files of each service of a process are seen.
 *
 * @param standard those of its first service, and of any that is not named
 * @param others those of its other services
 */
public record PublicLinks(SlotLinks standard, Map<String, SlotLinks> others) {
    public PublicLinks {
        others = Map.copyOf(others);
    }

    /** The same for all services. */
    public PublicLinks(SlotLinks standard) {
        this(standard, Map.of());
    }

    /** Returns the links of a service's files. */
    public SlotLinks of(String service) {
        return others.getOrDefault(service, standard);
    }

    /** Returns the links of a file. */
    public SlotLinks of(Upload upload) {
        return others.isEmpty() ? standard : of(upload.request().service());
    }

    /** Returns the paths of all public URLs, the longest first, each with a slash at its end. */
    public List<String> paths() {
        return Stream.concat(Stream.of(standard), others.values().stream())
                .map(links -> links.base().getPath())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }
}
