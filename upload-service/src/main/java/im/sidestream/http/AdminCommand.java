package im.sidestream.http;

import java.io.PrintWriter;

/** One thing that an administrator can ask of the running service. */
@FunctionalInterface
public interface AdminCommand {
    /**
     * Does it; may block. What is printed goes out as it comes, so an answer may be of any length.
     *
     * @param argument what it is about, empty where it needs nothing
     * @param out takes the answer in lines
     * @throws IllegalArgumentException with one line, where the argument makes no sense; nothing was printed then
     */
    void run(String argument, PrintWriter out) throws Exception;
}
