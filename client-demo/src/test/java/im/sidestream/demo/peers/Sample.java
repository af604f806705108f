package im.sidestream.demo.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** A file to upload. */
enum Sample {
    PLAIN("plain.txt", "a few plain words\n"),
    SPACE_AND_PERCENT("100% a b.txt", "a name that must be encoded once\n"),
    EMOJI_AND_RIGHT_TO_LEFT("😀 שלום é.txt", "שלום\n"),
    EMPTY("empty.bin", ""),
    /** 3 MiB and a byte of noise. */
    LARGE("large.bin", "");

    private final String fileName;
    private final String text;

    Sample(String fileName, String text) {
        this.fileName = fileName;
        this.text = text;
    }

    /** Returns the file, newly written into {@code directory}. */
    Path writeTo(Path directory) throws IOException {
        return Files.write(directory.resolve(fileName), content());
    }

    /** Returns the same bytes on each call. */
    byte[] content() {
        return this == LARGE ? noise(3 * 1024 * 1024 + 1) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }
}
