/**
 * The SQL truth behind the ports of {@code slot}, with its migrations: one SQLite file with one writer, or a PostgreSQL
 * database that any number of processes share. Imports {@code slot} and JDBC; vendor exceptions end here.
 */
@NullMarked
package im.sidestream.catalog;

import org.jspecify.annotations.NullMarked;
