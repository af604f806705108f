package im.sidestream.blob;

/**
 * Names the bytes of one attempt at one upload, or one piece of them. A key is never used twice, so a blob may be written under its final name.
 *
 * @param directory groups blobs, so that a batch of them is synced once; one per hour
 * @param name unique in the whole store
 */
public record BlobKey(String directory, String name) {
    public BlobKey {
        requireSafe(directory);
        requireSafe(name);
    }

    /** Returns the key of an attempt at a slot. */
    public static BlobKey of(String directory, String slotId, int attempt) {
        return new BlobKey(directory, slotId + "." + attempt);
    }

    /** Returns the key of what an attempt at a slot wrote from {@code start} on. */
    public static BlobKey piece(String directory, String slotId, long start, int attempt) {
        return new BlobKey(directory, slotId + "." + start + "." + attempt);
    }

    private static void requireSafe(String part) {
        boolean safe = !part.isEmpty() && part.charAt(0) != '.';
        for (int i = 0; safe && i < part.length(); i++) {
            safe = isSafe(part.charAt(i));
        }
        if (!safe) {
            throw new IllegalArgumentException("not a part of a blob key: " + part);
        }
    }

    private static boolean isSafe(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.';
    }

    @Override
    public String toString() {
        return directory + "/" + name;
    }
}
