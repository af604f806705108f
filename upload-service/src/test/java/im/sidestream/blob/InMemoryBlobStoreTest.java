package im.sidestream.blob;

/** The store of other tests keeps the contract. */
final class InMemoryBlobStoreTest implements BlobStoreContract {
    private final BlobStore store = new InMemoryBlobStore();

    @Override
    public BlobStore store() {
        return store;
    }
}
