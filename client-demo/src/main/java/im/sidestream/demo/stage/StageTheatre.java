package im.sidestream.demo.stage;

import im.sidestream.demo.story.Scene;
import im.sidestream.demo.story.StoryBroken;
import im.sidestream.demo.story.Theatre;

/** Plays the story on a {@link Stage}: the first of its accounts shares, the second receives. */
public final class StageTheatre implements Theatre {
    private final StageSettings settings;

    /** A theatre whose stages look like {@code settings}. */
    public StageTheatre(StageSettings settings) {
        this.settings = settings;
    }

    @Override
    public OpenScene open() throws StoryBroken {
        try {
            return new Open(Stage.open(settings));
        } catch (StageException e) {
            throw new StoryBroken(String.valueOf(e.getMessage()), e);
        }
    }

    private record Open(Stage stage) implements OpenScene {
        @Override
        public Scene scene() {
            ProsodyServer prosody = stage.prosody();
            return new Scene(
                    prosody.host(),
                    prosody.ports().c2s(),
                    prosody.uploadDomain(),
                    stage.certificates().ca(),
                    account(0),
                    account(1),
                    stage.directory().resolve("files"),
                    false);
        }

        private im.sidestream.demo.session.Account account(int number) {
            Account account = stage.accounts().get(number);
            return new im.sidestream.demo.session.Account(account.jid(), account.password());
        }

        @Override
        public String howToLogIn() {
            return stage.howToLogIn();
        }

        @Override
        public void onExit(Runnable task) {
            stage.onExit(task);
        }

        @Override
        public void close() {
            stage.close();
        }
    }
}
