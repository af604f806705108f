package im.sidestream.demo.share;

import im.sidestream.demo.transfer.PutOutcome.Stored;
import im.sidestream.demo.transfer.UploadSlot;

/**
 * A file that can be fetched now.
 *
 * @param slot its slot, with the link
 * @param stored the server's answer
 * @param slots how many slots it took
 */
public record Uploaded(UploadSlot slot, Stored stored, int slots) {}
