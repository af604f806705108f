package im.sidestream.http;

/**
 * Where the bytes of answers come from, beside the store itself.
 *
 * @param small bodies that are remembered
 * @param standIn what stands for runs of a file that the system sends
 */
record BodySources(SmallBodies small, StandIn standIn) {}
