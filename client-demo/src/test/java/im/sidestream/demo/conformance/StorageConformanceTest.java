package im.sidestream.demo.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.sidestream.Requirement;
import im.sidestream.demo.message.XmlNode;
import im.sidestream.demo.stage.SidestreamServer;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XEP-0363 §6 with a store that has no room, and with one that fails. */
class StorageConformanceTest extends OnEachHost {

    @Override
    String user() {
        return "frank";
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy.store.total = 1B", "policy.store.keep-free = 100000TiB"})
    @Requirement({"E-full", "E-size", "S-22"})
    void a_full_store_is_told_as_something_that_passes(String line) throws Exception {
        Altered.reloaded(host, line, () -> {
            XmlNode error = Answers.error(ask(2), "wait", "resource-constraint");
            assertThat(error.children("retry", Names.UPLOAD))
                    .as("nobody knows when")
                    .isEmpty();
            assertThat(error.children("file-too-large", Names.UPLOAD)).isEmpty();

            // what would never fit is told as that, full or not
            XmlNode never = Answers.error(ask(Host.LIMIT + 1), "modify", "not-acceptable");
            assertThat(never.children("file-too-large", Names.UPLOAD)).hasSize(1);
        });
        Answers.slot(ask(2));
    }

    @Test
    @Requirement({"E-down", "S-22"})
    void a_store_that_fails_is_told_without_what_went_wrong_inside() throws Exception {
        SidestreamServer server = host.server();
        limitWrites("0:");
        try {
            XmlNode error = Answers.error(ask(2), "wait", "internal-server-error");
            assertThat(Answers.text(error))
                    .doesNotContain(server.storeDirectory().toString())
                    .doesNotContainIgnoringCase("sqlite")
                    .doesNotContain("Exception");
        } finally {
            limitWrites("unlimited:");
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(ask(2).attribute("type")).isEqualTo("result"));
    }

    /** Bytes that a file of the running server may have: with 0 each of its writes fails, as on a broken disk. */
    private void limitWrites(String soft) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(host.server().pid()), "--fsize=" + soft)
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private XmlNode ask(long size) throws Exception {
        return askForSlot("filename='a' size='" + size + "'");
    }
}
