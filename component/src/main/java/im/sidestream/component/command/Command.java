package im.sidestream.component.command;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Something that can be done (XEP-0050).
 *
 * @param node names it for programs
 * @param label key of its name for people
 * @param forAdministrators whether it is hidden from others
 * @param opening its first step; must not block
 */
record Command(
        String node, String label, boolean forAdministrators, Function<Requester, CompletableFuture<Step>> opening) {

    private static final String OWN = "sidestream:transfer:0#";

    static Command ofUser(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command(OWN + name, "command." + name, false, opening);
    }

    static Command ofAdministrator(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command(OWN + name, "command." + name, true, opening);
    }

    /** One of XEP-0133. */
    static Command ofServiceAdministration(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command("http://jabber.org/protocol/admin#" + name, "command." + name, true, opening);
    }
}
