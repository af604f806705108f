package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.demo.stage.Federation;
import im.sidestream.demo.stage.StageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jivesoftware.smack.packet.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protocol §4(b), 4: where the receiver's domain has a component of ours, that one asks its own user. */
final class FederatedDistributionTest {

    @Test
    void theReceiversOwnComponentAsksAndTheSenderLearnsWhatBecameOfIt(@TempDir Path directory) throws Exception {
        byte[] content = {1, 2, 3};
        Path file = Files.write(directory.resolve("short.bin"), content);
        Federation.Guests guests = new Federation.Guests(List.of("alice"), List.of("bob", "carol"), List.of());
        try (Federation federation = Federation.open(StageSettings.defaults(), guests, true);
                Invitee bob = Invitee.logIn(federation, "bob", Invitee.Manner.TEXT);
                Invitee carol = Invitee.logIn(federation, "carol", Invitee.Manner.REFUSAL);
                Typed alice = Typed.by(
                        federation,
                        "alice",
                        "distribute",
                        file.toString(),
                        "--to",
                        federation.account("bob").jid(),
                        federation.account("carol").jid(),
                        "--report",
                        "--timeout",
                        "90")) {
            Message offer = bob.offer();
            assertThat(offer.getFrom().getDomain())
                    .hasToString(federation.south().uploadDomain());
            assertThat(offer.getBody()).contains(federation.account("alice").jid());
            assertThat(bob.visitor().get(bob.link()).body()).isEqualTo(content);
            assertThat(alice.exitCode()).as(alice.err()).isZero();
            assertThat(alice.out()).contains("ended: 1 declined, 1 downloaded");
            assertThat(carol.fileCount()).isZero();
            assertThat(bob.offerCount()).isOne();
            assertThat(bob.fileCount()).isOne();
        }
    }
}
