package im.sidestream.component.offers;

import im.sidestream.component.stanza.PhraseBook;
import im.sidestream.component.stanza.Phrases;
import im.sidestream.slot.BareJid;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** In whose name and in which words people are written to. */
public final class Voice {

    /** The local part of the address that people talk to. */
    public static final String LOCAL_PART = "relay";

    private static final String RESOURCE = "/bot";

    private final Supplier<String> domain;
    private final Function<String, @Nullable String> languages;
    private final PhraseBook book = OfferTexts.book();

    /**
     * Speaks for a domain.
     *
     * @param domain as its server spells it
     * @param languages the language that an account wrote in last, null where none is known
     */
    public Voice(Supplier<String> domain, Function<String, @Nullable String> languages) {
        this.domain = domain;
        this.languages = languages;
    }

    /** The component's domain as its server spells it. */
    String domain() {
        return domain.get();
    }

    /** Whom messages are from: with a resource, because some clients show no message of a bare address. */
    public String from() {
        return LOCAL_PART + "@" + domain.get() + RESOURCE;
    }

    /** An account as the server spells it: one that knows the component under A-labels knows accounts under them, too. */
    String to(String bareJid) {
        String own = domain.get();
        return BareJid.onTheWire(own).equals(own) ? BareJid.onTheWire(bareJid) : bareJid;
    }

    /** Texts in the language that somebody wrote in last. */
    Phrases phrases(String bareJid) {
        return book.in(languages.apply(bareJid));
    }

    /** Texts in a language; English where that is not known. */
    Phrases in(@Nullable String language) {
        return book.in(language);
    }
}
