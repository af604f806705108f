package im.sidestream.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jivesoftware.smack.XMPPException.XMPPErrorException;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.StanzaError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jxmpp.jid.impl.JidCreate;

/**
 * A job for many goes on through the loss of what the server stands on, and through an orderly restart, and ends with one
 * offer and one file for each (design §4.17). The server's own death is {@link MassDistributionTest}'s.
 */
final class InterruptedDistributionTest {
    private static final int RECEIVERS = 240;
    private static final int STEP = 200;
    private static final int PER_SECOND = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private interface Interruption {
        void come() throws Exception;
    }

    @Test
    void aCrashOfTheDatabaseAtAnyStepLosesAndRepeatsNothing(@TempDir Path directory) throws Exception {
        DatabaseServer database = new DatabaseServer();
        try (Stage stage = Stage.open(MassJob.settings(RECEIVERS, PER_SECOND).withServerConfig(database.config()));
                MassJob job = MassJob.on(stage, RECEIVERS)) {
            Interruption crash = () -> {
                database.kill();
                database.start();
            };
            crashWhileReceiversAreNamed(database, job, directory);
            interruptAtEachStep(job, crash);
            requireAllIsWell(job);
            assertThat(database.query("SELECT count(*) FROM delivery")).isEqualTo("1\n");
        } finally {
            database.remove();
        }
    }

    /** RFC 6120 §8.3.2: who answers while nobody can write it down is told to come again, whichever way he answers. */
    @Test
    void anAnswerWhileTheDatabaseIsAwayIsAnErrorAndCountsWhenItIsSaidAgain(@TempDir Path directory) throws Exception {
        DatabaseServer database = new DatabaseServer();
        try (Stage stage = Stage.open(StageSettings.defaults().withServerConfig(database.config()));
                Invitee bob = Invitee.logIn(stage, "bob", Invitee.Manner.SILENCE);
                Invitee carol = Invitee.logIn(stage, "carol", Invitee.Manner.SILENCE)) {
            Path file = Files.writeString(directory.resolve("minutes.txt"), "minutes");
            String[] order = {"distribute", file.toString(), "--to", "bob@localhost", "carol@localhost"};
            try (Typed alice = Typed.by(stage, "alice", order)) {
                assertThat(alice.exitCode()).as(alice.err()).isZero();
            }
            Message toBob = bob.offer();
            Message toCarol = carol.offer();

            database.kill();
            await().until(() -> !stage.server().isReady());
            bob.answer(toBob, Invitee.Manner.FORM);
            carol.answer(toCarol, Invitee.Manner.TEXT);
            assertThat(bob.refusal()).isEqualTo(StanzaError.Type.WAIT);
            assertThat(carol.refusal()).isEqualTo(StanzaError.Type.WAIT);
            assertThatThrownBy(() -> offersCommand(bob.visitor()))
                    .isInstanceOfSatisfying(
                            XMPPErrorException.class,
                            refused -> assertThat(refused.getStanzaError().getType())
                                    .isEqualTo(StanzaError.Type.WAIT));
            database.start();

            for (Invitee invitee : List.of(bob, carol)) {
                assertThat(invitee.visitor().get(invitee.link()).body()).isEqualTo(Files.readAllBytes(file));
                assertThat(invitee.offerCount()).isOne();
                assertThat(invitee.fileCount()).isOne();
            }
        } finally {
            database.remove();
        }
    }

    private static void offersCommand(Visitor visitor) throws Exception {
        visitor.session()
                .commands()
                .getRemoteCommand(JidCreate.from(visitor.uploadDomain()), "sidestream:transfer:0#offers")
                .execute();
    }

    /** The first step of receivers is there, the next one stands still in the middle: then the database dies. */
    private static void crashWhileReceiversAreNamed(DatabaseServer database, MassJob job, Path directory)
            throws Exception {
        database.query("CREATE FUNCTION stand_still() RETURNS trigger LANGUAGE plpgsql AS"
                + " $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$;"
                + " CREATE TRIGGER stand_still BEFORE INSERT ON offer FOR EACH ROW"
                + " WHEN (NEW.receiver = '" + MassJob.receiver(STEP + 20) + "') EXECUTE FUNCTION stand_still()");
        try (Typed alice = job.ordering(directory)) {
            await().until(() -> database.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                    .equals("1\n"));
            assertThat(database.query("SELECT count(*) FROM offer")).isEqualTo(STEP + "\n");
            assertThat(database.query("SELECT phase FROM delivery")).isEqualTo("PREPARING\n");
            database.kill();
            database.start();
            database.query("DROP TRIGGER stand_still ON offer");
            assertThat(alice.exitCode()).as(alice.err()).isZero();
        }
    }

    @Test
    void aCrashOfTheXmppServerAtAnyStepLosesAndRepeatsNothing(@TempDir Path directory) throws Exception {
        try (Stage stage = Stage.open(MassJob.settings(RECEIVERS, PER_SECOND));
                MassJob job = MassJob.on(stage, RECEIVERS)) {
            job.order(directory);
            interruptAtEachStep(job, () -> {
                stage.prosody().kill();
                stage.prosody().start();
            });
            requireAllIsWell(job);
        }
    }

    @Test
    void anOrderlyRestartAtAnyStepLosesAndRepeatsNothing(@TempDir Path directory) throws Exception {
        try (Stage stage = Stage.open(MassJob.settings(RECEIVERS, PER_SECOND));
                MassJob job = MassJob.on(stage, RECEIVERS)) {
            job.order(directory);
            interruptAtEachStep(job, () -> {
                assertThat(stage.server().stop()).isZero();
                stage.server().start();
            });
            requireAllIsWell(job);
        }
    }

    /** While offers leave and answers come, while files go too, and while the last of them are fetched. */
    private static void interruptAtEachStep(MassJob job, Interruption interruption) throws Exception {
        at(() -> job.asked() >= RECEIVERS / 4, interruption);
        job.startFetching();
        at(() -> job.served() >= RECEIVERS / 3, interruption);
        at(() -> job.fetched() >= RECEIVERS / 2, interruption);
    }

    private static void at(BooleanSupplier moment, Interruption interruption) throws Exception {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(moment::getAsBoolean);
        interruption.come();
    }

    private static void requireAllIsWell(MassJob job) throws Exception {
        job.awaitFetched(PATIENCE);
        job.requireOneForEach();
        job.requireReport();
        job.requireSummary();
    }
}
