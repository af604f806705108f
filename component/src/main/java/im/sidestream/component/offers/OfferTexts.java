package im.sidestream.component.offers;

import im.sidestream.component.stanza.PhraseBook;

/** The texts of this package. */
final class OfferTexts {

    static final String BUNDLE = "im.sidestream.component.offers.texts";

    private OfferTexts() {}

    static PhraseBook book() {
        return new PhraseBook(BUNDLE, OfferTexts.class.getClassLoader());
    }
}
