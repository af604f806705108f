package im.sidestream.demo.story;

import java.nio.file.Path;

/** Sets up a place for the story. */
@FunctionalInterface
public interface Theatre {

    /**
     * Starts what the story needs.
     *
     * @param work directory for everything that is written
     * @throws StoryBroken if it cannot be started
     */
    OpenScene open(Path work) throws StoryBroken, InterruptedException;

    /** A scene that runs until it is closed. */
    interface OpenScene extends AutoCloseable {

        /** Where the story plays. */
        Scene scene();

        /** How a person logs in with a client of their own, in lines to print. */
        String howToLogIn();

        /** Stops everything that was started. */
        @Override
        void close();
    }
}
