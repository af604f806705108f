package im.sidestream.component.command;

import im.sidestream.component.offers.Answers;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What is said in the chat about offers, by those who may have files here and by strangers who were asked. */
final class OfferTalk {

    private final Answers answers;
    private final TypedDistribution distribution;

    OfferTalk(DistributionPorts ports, CommandPorts surroundings) {
        this.answers = ports.answers();
        this.distribution = new TypedDistribution(ports, surroundings);
    }

    TypedDistribution distribution() {
        return distribution;
    }

    boolean isAnswer(BotMessage message) {
        return Answers.isAnswer(message.body());
    }

    CompletableFuture<String> answer(Requester by, BotMessage message) {
        return answers.typed(message.heard(by), message.body())
                .thenApply(said -> said.orElseGet(() -> by.text("type.nothing")));
    }

    /** What a stranger is told, empty for one who was not asked and decided nothing. */
    CompletableFuture<Optional<String>> stranger(Requester by, BotMessage message) {
        if (message.isEncrypted()) {
            return answers.isInvited(by.address())
                    .thenApply(invited -> invited ? Optional.of(by.text("type.encrypted")) : Optional.empty());
        }
        Line line = Line.of(message.body());
        return !isAnswer(message) && TypedDistribution.isOfReceivers(line.copy())
                ? distribution.stranger(by, line)
                : answers.stranger(message.heard(by), message.body());
    }
}
