package im.sidestream.catalog;

/**
 * PostgreSQL's words on one connection.
 *
 * @param turn a number that few other connections have, if any
 */
record PostgresDialect(long turn) implements Dialect {
    @Override
    public String locked() {
        return " FOR UPDATE";
    }

    @Override
    public String unclaimed() {
        return " FOR UPDATE SKIP LOCKED";
    }

    @Override
    public String latest(String columns) {
        return "greatest(" + columns + ")";
    }

    @Override
    public String position(String column, String letter) {
        return "strpos(" + column + ", '" + letter + "')";
    }

    @Override
    public String unindexed(String column) {
        return "(" + column + " || '')";
    }

    @Override
    public String by(String index) {
        return "";
    }

    @Override
    public Placeholders placeholders(String sql) {
        return Placeholders.unnumbered(sql);
    }

    /** Each connection counts for itself: an owner's shard would be waited for by all who change much at once. */
    @Override
    public long shard(String owner) {
        return Counters.TOTAL - 1L - turn;
    }
}
