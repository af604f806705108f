package im.sidestream.delivery;

import im.sidestream.slot.BareJid;
import im.sidestream.slot.Owner;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who is to be asked, of those that a sender named: each once, in the order in which they were named.
 *
 * @param accounts bare JIDs as rows carry them
 * @param invalid what is no account that could be asked, as it was spelled
 */
record Receivers(List<String> accounts, List<Deliveries.LeftOut> invalid) {
    static Receivers of(Owner sender, Collection<String> named) {
        Set<String> accounts = new LinkedHashSet<>();
        Set<String> invalid = new LinkedHashSet<>();
        for (String name : named) {
            Optional<String> account = BareJid.parse(name).filter(jid -> mayBeAsked(sender, jid));
            account.ifPresentOrElse(accounts::add, () -> invalid.add(name));
        }
        return new Receivers(
                new ArrayList<>(accounts),
                invalid.stream()
                        .map(name -> new Deliveries.LeftOut(name, Deliveries.LeftOut.Why.INVALID))
                        .toList());
    }

    /** Neither the sender, nor this service, nor a domain: nobody there could answer. */
    private static boolean mayBeAsked(Owner sender, String jid) {
        int at = jid.indexOf('@');
        return at > 0
                && !jid.equals(sender.jid())
                && !jid.substring(at + 1)
                        .equals(BareJid.domain(sender.service()).orElse(sender.service()));
    }
}
