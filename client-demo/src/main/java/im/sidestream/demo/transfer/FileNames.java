package im.sidestream.demo.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names that came over the network, made fit for a directory; and names on their way into a message. */
public final class FileNames {

    private static final int MAX_BYTES = 200;
    private static final int MAX_EXTENSION = 20;
    private static final int MAX_COPIES = 10_000;
    private static final String DEFAULT = "file";
    /** Controls, and the characters that change the direction of text and can so make {@code exe.gpj} of a name. */
    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff\\ufffe\\uffff]");

    private static final Pattern RESERVED = Pattern.compile("[<>:\"|?*]");
    private static final Pattern DEVICE =
            Pattern.compile("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?", Pattern.DOTALL);

    private FileNames() {}

    /** The name without what XML cannot carry. */
    public static String forMessage(String name) {
        String clean = name.replaceAll("[\\p{Cc}\\p{Cs}\\ufffe\\uffff]", "_");
        return clean.isEmpty() ? DEFAULT : clean;
    }

    /**
     * A name for one file directly in a directory: the last path segment, not hidden, without controls and direction
     * marks, not a device name of other systems, at most 200 bytes of UTF-8 with the extension kept (XEP-0446 §3:
     * names are not to be trusted).
     */
    public static String forDirectory(@Nullable String name) {
        String raw = name == null ? "" : name.replace('\\', '/');
        String last = raw.substring(raw.lastIndexOf('/') + 1);
        String clean =
                UNSEEN.matcher(Normalizer.normalize(last, Normalizer.Form.NFC)).replaceAll("");
        clean = RESERVED.matcher(clean).replaceAll("_");
        clean = clean.strip().replaceAll("[. ]+$", "").replaceAll("^\\.+", "_");
        if (clean.isEmpty() || clean.equals("_")) {
            return DEFAULT;
        }
        return shorten(DEVICE.matcher(clean).matches() ? "_" + clean : clean);
    }

    private static String shorten(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        boolean keep = dot > 0 && bytes(name.substring(dot)) <= MAX_EXTENSION;
        String extension = keep ? name.substring(dot) : "";
        StringBuilder stem = new StringBuilder();
        int room = MAX_BYTES - bytes(extension);
        for (int point :
                name.substring(0, keep ? dot : name.length()).codePoints().toArray()) {
            int length = bytes(Character.toString(point));
            if (length > room) {
                break;
            }
            room -= length;
            stem.appendCodePoint(point);
        }
        return stem + extension;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Reserves a free name by creating an empty file, so that nothing that exists is ever overwritten.
     *
     * @param name fit for the directory
     */
    static Path reserve(Path directory, String name) throws IOException {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String extension = dot > 0 ? name.substring(dot) : "";
        for (int copy = 0; copy < MAX_COPIES; copy++) {
            Path path = directory.resolve(copy == 0 ? name : stem + " (" + copy + ")" + extension);
            try {
                return Files.createFile(path);
            } catch (FileAlreadyExistsException e) {
                // the next name, then
            }
        }
        throw new FileAlreadyExistsException(name);
    }
}
