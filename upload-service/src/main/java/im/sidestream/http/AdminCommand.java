package im.sidestream.http;

/** One thing that an administrator can ask of the running service. */
@FunctionalInterface
public interface AdminCommand {
    /**
     * Does it; may block.
     *
     * @param argument what it is about, empty where it needs nothing
     * @return the answer in lines
     * @throws IllegalArgumentException with one line, where the argument makes no sense
     */
    String run(String argument) throws Exception;
}
