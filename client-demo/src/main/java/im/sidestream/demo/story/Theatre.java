package im.sidestream.demo.story;

/** Sets up a place for the story. */
@FunctionalInterface
public interface Theatre {

    /**
     * Starts what the story needs.
     *
     * @throws StoryBroken if it cannot be started
     */
    OpenScene open() throws StoryBroken, InterruptedException;

    /** A scene that runs until it is closed. */
    interface OpenScene extends AutoCloseable {

        /** Where the story plays. */
        Scene scene();

        /** How a person logs in with a client of their own, in lines to print. */
        String howToLogIn();

        /** What is done first if the JVM ends meanwhile, before anything is stopped; must not throw. */
        void onExit(Runnable task);

        /** Stops everything that was started, and removes all files of the scene. */
        @Override
        void close();
    }
}
