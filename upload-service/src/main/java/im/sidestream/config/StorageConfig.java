package im.sidestream.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where files and rows are kept.
 *
 * @param directory for both; where there is a bucket, for rows and for what waits to be sent
 * @param sync whether a file is on the disk before 201 is answered
 * @param s3 the bucket for files, or empty
 * @param database where rows are kept instead, for services of several processes
 */
public record StorageConfig(Path directory, boolean sync, Optional<S3Config> s3, Optional<DatabaseConfig> database) {
    /** Files and rows in one directory. */
    public StorageConfig(Path directory, boolean sync) {
        this(directory, sync, Optional.empty(), Optional.empty());
    }

    static StorageConfig of(Settings settings) throws ConfigException {
        return new StorageConfig(
                settings.path(Key.STORAGE_DIRECTORY).orElseThrow(),
                settings.flag(Key.STORAGE_SYNC),
                S3Config.of(settings),
                DatabaseConfig.of(settings));
    }
}
