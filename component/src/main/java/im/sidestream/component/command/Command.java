package im.sidestream.component.command;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Something that can be done (XEP-0050).
 *
 * @param node names it for programs
 * @param label key of its name for people
 * @param audience who may run it
 * @param isOffered whether it can come to anything for one of those who may run it
 * @param opening its first step; must not block
 */
record Command(
        String node,
        String label,
        Audience audience,
        Predicate<Requester> isOffered,
        Function<Requester, CompletableFuture<Step>> opening) {

    private static final String OWN = "sidestream:transfer:0#";

    /** Who may run a command. */
    enum Audience {
        /** Whoever may have files here. */
        USERS,
        ADMINISTRATORS,
        /** Strangers, too; the command says by itself what it does for whom. */
        ANYBODY
    }

    static Command ofUser(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return ofSomeUsers(name, by -> true, opening);
    }

    /** One that is there for those users alone. */
    static Command ofSomeUsers(
            String name, Predicate<Requester> isOffered, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command(OWN + name, "command." + name, Audience.USERS, isOffered, opening);
    }

    /** One that strangers may run, but find in no list. */
    static Command ofAnybody(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command(OWN + name, "command." + name, Audience.ANYBODY, by -> true, opening);
    }

    static Command ofAdministrator(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command(OWN + name, "command." + name, Audience.ADMINISTRATORS, by -> true, opening);
    }

    /** One of XEP-0133. */
    static Command ofServiceAdministration(String name, Function<Requester, CompletableFuture<Step>> opening) {
        return new Command(
                "http://jabber.org/protocol/admin#" + name,
                "command." + name,
                Audience.ADMINISTRATORS,
                by -> true,
                opening);
    }
}
