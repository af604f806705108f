package im.sidestream.delivery;

/**
 * What the beginning of a delivery counts, and against what.
 *
 * @param receivers how many it names, whatever becomes of them
 * @param ofSender how many its sender may name within 24 hours
 * @param ofDomain how many all senders of his domain together; of a delivery that another service hands over alone
 */
public record Naming(long receivers, long ofSender, long ofDomain) {}
