package im.sidestream.component.app;

import im.sidestream.app.Buckets;
import im.sidestream.config.ServerConfig;
import im.sidestream.slot.Quota;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the storage directory takes files, or can be made, and the bucket does what a service needs. */
final class StorageCheck {
    private static final long LEAST_FREE = 64L << 20;

    private StorageCheck() {}

    static void run(ServerConfig config, Findings findings) {
        Path directory = config.storage().directory();
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        String name = "storage.directory: " + directory;
        if (!Files.isDirectory(existing)) {
            findings.problem(name + ": " + existing + " is not a directory");
            return;
        }
        try {
            // only a real write tells of read-only mounts, and of what root may do
            Files.delete(Files.createTempFile(existing, ".sidestream-check", ""));
            freeSpace(config, name, existing.toFile().getUsableSpace(), findings);
            config.storage().s3().flatMap(Buckets::problem).ifPresent(line -> findings.problem("storage.s3: " + line));
        } catch (IOException e) {
            findings.problem(name + " cannot be written: " + e);
        }
    }

    private static void freeSpace(ServerConfig config, String name, long free, Findings findings) {
        long largest = config.policy().maxFileSize();
        long needed = largest == Quota.UNLIMITED ? LEAST_FREE : Math.max(LEAST_FREE, largest);
        if (free < needed) {
            findings.problem(name + " has " + free + " bytes left, less than one file of " + needed + " needs");
        }
    }
}
