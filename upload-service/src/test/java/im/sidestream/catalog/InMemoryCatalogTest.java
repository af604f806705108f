package im.sidestream.catalog;

import im.sidestream.slot.Catalog;

/** The fake that other tests rely on keeps the contract too. */
final class InMemoryCatalogTest
        implements CatalogContract,
                CatalogSweepContract,
                QuotaContract,
                ResumptionContract,
                RoomContract,
                StoreContract {
    private final TestingClock clock = new TestingClock();
    private final TestingRetention retention = new TestingRetention();
    private final InMemoryCatalog catalog = new InMemoryCatalog(clock, retention);

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public TestingClock clock() {
        return clock;
    }

    @Override
    public TestingRetention retention() {
        return retention;
    }
}
