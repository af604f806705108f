package im.sidestream.demo.command;

import im.sidestream.demo.message.FileOffer;
import im.sidestream.demo.message.FileOffer.Decision;
import im.sidestream.demo.share.OfferDesk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.jxmpp.jid.Jid;

/** Asks whoever sits at the terminal about each offer; everything but a yes is a no. */
final class OfferQuestion implements OfferDesk.Decider {

    private static final Set<String> YES = Set.of("y", "yes", "j", "ja");

    private final Surroundings surroundings;
    private final BufferedReader lines;

    OfferQuestion(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
    }

    @Override
    public Decision decide(Jid from, FileOffer offer) throws InterruptedException {
        surroundings.err().println("accept the file? [y/N]");
        @Nullable String answer;
        try {
            answer = lines.readLine();
        } catch (IOException e) {
            answer = null;
        }
        boolean yes = answer != null && YES.contains(answer.strip().toLowerCase(Locale.ROOT));
        return yes ? Decision.ACCEPT : Decision.DECLINE;
    }
}
