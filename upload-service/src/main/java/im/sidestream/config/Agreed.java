package im.sidestream.config;

/**
 * Something that processes which share a catalog were each told, and have to agree on.
 *
 * @param name the key's whole name, or {@link #STORE}
 * @param text as it is written, or what it comes to where it has no fixed default
 * @param secret whether nobody may read it from what is kept of it
 */
public record Agreed(String name, String text, boolean secret) {
    /** Where files are: a directory, or which part of which bucket. */
    public static final String STORE = "storage";

    @Override
    public String toString() {
        return name;
    }
}
