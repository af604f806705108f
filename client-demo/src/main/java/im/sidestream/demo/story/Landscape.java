package im.sidestream.demo.story;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A picture to share: evening over hills, drawn point by point and written as PNG, so that no toolkit is needed. */
final class Landscape {

    private static final int WIDTH = 1600;
    private static final int HEIGHT = 1000;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BIT_DEPTH = 8;
    private static final int TRUE_COLOUR = 2;
    private static final int RIDGES = 4;

    private Landscape() {}

    static void write(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(WIDTH);
            fields.writeInt(HEIGHT);
            fields.write(new byte[] {BIT_DEPTH, TRUE_COLOUR, 0, 0, 0});
            chunk(out, "IHDR", header.toByteArray());
            chunk(out, "IDAT", pixels());
            chunk(out, "IEND", new byte[0]);
        }
    }

    private static void chunk(OutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        DataOutputStream fields = new DataOutputStream(out);
        fields.writeInt(data.length);
        fields.write(name);
        fields.write(data);
        fields.writeInt((int) check.getValue());
    }

    private static byte[] pixels() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            byte[] line = new byte[1 + 3 * WIDTH];
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    int colour = colour((double) x / WIDTH, (double) y / HEIGHT);
                    line[1 + 3 * x] = (byte) (colour >> 16);
                    line[2 + 3 * x] = (byte) (colour >> 8);
                    line[3 + 3 * x] = (byte) colour;
                }
                out.write(line);
            }
        }
        return packed.toByteArray();
    }

    /** The colour at a place; both coordinates from 0 to 1, the second one downwards. */
    private static int colour(double x, double y) {
        for (int ridge = RIDGES; ridge >= 1; ridge--) {
            if (y > skyline(ridge, x)) {
                double dark = 1.0 - 0.2 * ridge;
                return rgb(90 * dark + 20, 70 * dark + 30, 110 * dark + 25);
            }
        }
        double sun = Math.hypot((x - 0.68) * 1.6, y - 0.36);
        double glow = Math.max(0, 1 - sun * 1.6);
        if (sun < 0.06) {
            return rgb(255, 236, 190);
        }
        return rgb(70 + 170 * y + 90 * glow, 80 + 90 * y + 70 * glow, 150 - 40 * y + 10 * glow);
    }

    private static double skyline(int ridge, double x) {
        double base = 0.42 + 0.12 * ridge;
        return base
                + 0.05 * Math.sin(x * (4 + 2 * ridge) + ridge * 1.7)
                + 0.02 * Math.sin(x * (17 + 5 * ridge) + ridge)
                + 0.004 * Math.sin(x * 140 + ridge * 3);
    }

    private static int rgb(double red, double green, double blue) {
        return clamp(red) << 16 | clamp(green) << 8 | clamp(blue);
    }

    private static int clamp(double value) {
        return (int) Math.max(0, Math.min(255, value));
    }
}
