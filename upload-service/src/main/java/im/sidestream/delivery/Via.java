package im.sidestream.delivery;

/** How a file comes to who accepted it. */
public enum Via {
    /** A message with a link, as clients share files. */
    LINK,
    /** A page with a button: the answer came from there, and no client is known. */
    PAGE,
    /** In the XMPP stream itself (XEP-0234 over XEP-0261), for clients without HTTP. */
    IN_BAND
}
