package im.sidestream.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** A process that opens a catalog and holds it until it is killed or its input ends. */
final class CatalogHolder {
    private CatalogHolder() {}

    public static void main(String[] args) throws IOException {
        try (SqliteCatalog catalog = SqliteCatalog.open(Path.of(args[0]), true, Clock.systemUTC(), Runnable::run)) {
            System.out.println(catalog.check().ok() ? "open" : "broken");
            System.in.read();
        }
    }
}
