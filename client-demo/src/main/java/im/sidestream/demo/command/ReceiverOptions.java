package im.sidestream.demo.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say who gets a file; they add up. */
final class ReceiverOptions {

    @Option(names = "--to", arity = "1..*", paramLabel = "JID", description = "who is asked; may be repeated")
    private List<String> to = new ArrayList<>();

    @Option(
            names = "--list",
            paramLabel = "NAME",
            description = "a list of receivers that the service keeps for you; may be repeated")
    private List<String> lists = new ArrayList<>();

    @Option(names = "--room", paramLabel = "JID", description = "the members of a group chat that you are in")
    private @Nullable String room;

    @Option(
            names = "--to-file",
            paramLabel = "FILE",
            description = "text file with an address on each line, for very many; it is uploaded, too")
    private @Nullable Path file;

    List<String> to() {
        return to;
    }

    List<String> lists() {
        return lists;
    }

    @Nullable
    String room() {
        return room;
    }

    @Nullable
    Path file() {
        return file;
    }

    void check() throws WrongConfiguration {
        for (String receiver : to) {
            ConnectionOptions.person("--to", receiver);
        }
        if (room != null) {
            ConnectionOptions.person("--room", room);
        }
        if (to.isEmpty() && lists.isEmpty() && room == null && file == null) {
            throw new WrongConfiguration("nobody gets it: --to, --to-file, --list or --room is missing");
        }
    }
}
