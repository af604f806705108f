package im.sidestream.delivery;

/** How an answer came. */
public enum Channel {
    /** Words in a chat, found by thread, reply (XEP-0461), code, or as the only open offer. */
    TEXT,
    /** A data form in a message (XEP-0004). */
    FORM,
    /** An ad-hoc command (XEP-0050). */
    COMMAND,
    /** A click on the page. */
    PAGE,
    /** The receiver had said so before. */
    STANDING,
    /** The component of the receiver's own domain asked. */
    PEER,
    /** Nobody asked: the sender did not want it, and the service allows that. */
    NONE
}
