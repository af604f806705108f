package im.sidestream.demo.story;

/**
 * How long the story is.
 *
 * @param largeFile bytes of the large file
 * @param roundTrips messages before the upload, to compare with
 */
public record StorySettings(long largeFile, int roundTrips) {

    private static final long DEFAULT_LARGE_FILE = 256L << 20;
    private static final int DEFAULT_ROUND_TRIPS = 30;

    /** 256 MiB and 30 messages. */
    public static StorySettings standard() {
        return new StorySettings(DEFAULT_LARGE_FILE, DEFAULT_ROUND_TRIPS);
    }
}
