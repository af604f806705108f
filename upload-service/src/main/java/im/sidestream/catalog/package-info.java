/**
 * The SQL truth behind the ports of {@code slot}: one SQLite file, one writer, migrations. Imports {@code slot} and
 * JDBC; vendor exceptions end here.
 */
@NullMarked
package im.sidestream.catalog;

import org.jspecify.annotations.NullMarked;
