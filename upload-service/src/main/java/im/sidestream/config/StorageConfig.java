package im.sidestream.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where files and rows are kept.
 *
 * @param directory for both
 * @param sync whether a file is on the disk before 201 is answered
 * @param database where rows are kept instead, for services of several processes
 */
public record StorageConfig(Path directory, boolean sync, Optional<DatabaseConfig> database) {
    /** Keeps rows in the directory, too. */
    public StorageConfig(Path directory, boolean sync) {
        this(directory, sync, Optional.empty());
    }

    static StorageConfig of(Settings settings) throws ConfigException {
        return new StorageConfig(
                settings.path(Key.STORAGE_DIRECTORY).orElseThrow(),
                settings.flag(Key.STORAGE_SYNC),
                DatabaseConfig.of(settings));
    }
}
