package im.sidestream.component.command;

import im.sidestream.component.stanza.PhraseBook;

/** The texts of this package. */
final class Texts {

    static final String BUNDLE = "im.sidestream.component.command.texts";

    private Texts() {}

    static PhraseBook book() {
        return new PhraseBook(BUNDLE, Texts.class.getClassLoader());
    }
}
