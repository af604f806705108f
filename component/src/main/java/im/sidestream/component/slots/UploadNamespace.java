package im.sidestream.component.slots;

/** Namespaces of file uploads. */
final class UploadNamespace {

    /** XEP-0363. */
    static final String UPLOAD = "urn:xmpp:http:upload:0";
    /** XEP-0363 §4, purposes. */
    static final String PURPOSE = "urn:xmpp:http:upload:purpose:0";
    /** XEP-0506: nobody reads messages here. */
    static final String NO_REPLY = "urn:xmpp:noreply:0";
    /** Our own additions. */
    static final String TRANSFER = "sidestream:transfer:0";

    /** Uploads can be gone on with after a cut; each slot says how. */
    static final String RESUMABLE = TRANSFER + "#resumable";

    private UploadNamespace() {}
}
