package im.sidestream.catalog;

/** What databases say each in its own way; all else in the statements is the same for all. */
interface Dialect {
    /** Returns what a SELECT ends with if nobody else shall change its rows before the commit. */
    String locked();

    /** Returns the same for a SELECT that passes over the rows that somebody else is changing. */
    String unclaimed();

    /** Returns the greatest of several columns, as an expression. */
    String latest(String columns);

    /** Returns the place of a letter in a column, or zero, as an expression. */
    String position(String column, String letter);

    /** Returns a column of text such that no index on it is used. */
    String unindexed(String column);

    /** Returns what follows a table's name so that an index of it is used. */
    String by(String index);

    /** Returns a statement with numbered placeholders as the driver takes it. */
    Placeholders placeholders(String sql);

    /** Returns the number of the shard of a service's total in which an owner's change is counted; less than -1. */
    long shard(String owner);
}
