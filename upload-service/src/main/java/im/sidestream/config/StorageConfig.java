package im.sidestream.config;

import java.nio.file.Path;

/**
 * Where files and rows are kept.
 *
 * @param directory for both
 * @param sync whether a file is on the disk before 201 is answered
 */
public record StorageConfig(Path directory, boolean sync) {
    static StorageConfig of(Settings settings) throws ConfigException {
        return new StorageConfig(settings.path(Key.STORAGE_DIRECTORY).orElseThrow(), settings.flag(Key.STORAGE_SYNC));
    }
}
