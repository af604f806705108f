package im.sidestream.catalog;

/** SQLite's words. One connection writes, so nothing has to be locked. */
record SqliteDialect() implements Dialect {
    private static final int SHARDS = 8;

    @Override
    public String locked() {
        return "";
    }

    @Override
    public String unclaimed() {
        return "";
    }

    @Override
    public String latest(String columns) {
        return "max(" + columns + ")";
    }

    @Override
    public String position(String column, String letter) {
        return "instr(" + column + ", '" + letter + "')";
    }

    @Override
    public String unindexed(String column) {
        return "+" + column;
    }

    @Override
    public String by(String index) {
        return " INDEXED BY " + index;
    }

    @Override
    public Placeholders placeholders(String sql) {
        return new Placeholders(sql, null);
    }

    @Override
    public long shard(String owner) {
        return Counters.TOTAL - 1L - Math.floorMod(owner.hashCode(), SHARDS);
    }
}
