package im.sidestream.demo.transfer;

/**
 * One header of a slot, as the service wrote it.
 *
 * @param name untrusted
 * @param value untrusted
 */
public record Header(String name, String value) {}
