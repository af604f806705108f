package im.sidestream.demo.peers;

import im.sidestream.demo.stage.Stage;
import im.sidestream.demo.stage.StageSettings;

/** Against Prosody with this server as its upload service. */
final class ForeignClientsTest extends ForeignClientsContract {
    private final Stage stage = Stage.open(StageSettings.defaults());

    @Override
    Scene openScene() {
        return new Scene(
                stage.prosody().host(),
                stage.prosody().ports().c2s(),
                stage.prosody().uploadDomain(),
                account("alice"),
                account("bob"),
                stage.certificates().ca());
    }

    private Scene.Account account(String user) {
        return new Scene.Account(stage.account(user).jid(), stage.account(user).password());
    }

    @Override
    void closeScene() {
        stage.close();
    }
}
