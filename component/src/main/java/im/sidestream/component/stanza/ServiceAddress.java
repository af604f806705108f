package im.sidestream.component.stanza;

import java.util.List;
import java.util.function.Supplier;

/**
 * An address of a component that can be discovered (XEP-0030).
 *
 * @param localPart what stands before the {@code @}, empty for the domain itself
 * @param identity what it says it is
 * @param forms asked at each request; shown in this order, and some clients read the first one alone
 * @param items what is below it
 * @param capsNode where the program is described, if its presence tells what it can (XEP-0115 §4); empty if it has none
 */
public record ServiceAddress(
        String localPart, ServiceIdentity identity, Supplier<List<InfoForm>> forms, List<Item> items, String capsNode) {

    public ServiceAddress {
        items = List.copyOf(items);
    }

    /** The domain itself. */
    public static ServiceAddress ofDomain(ServiceIdentity identity, Supplier<List<InfoForm>> forms, List<Item> items) {
        return new ServiceAddress("", identity, forms, items, "");
    }

    /**
     * What disco#items lists.
     *
     * @param localPart of the address at the same domain
     * @param name what people see
     */
    public record Item(String localPart, String name) {}
}
