package im.sidestream.demo.conformance;

import im.sidestream.demo.stage.StageException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The servers of a test run: each is opened for the first test that needs it, and closed after the last test. */
final class Hosts implements AutoCloseable {
    private final Map<Host.Kind, Host> open = new EnumMap<>(Host.Kind.class);
    private final Map<Host.Kind, StageException> failed = new EnumMap<>(Host.Kind.class);

    /** The server of that kind. What could not be opened once is not tried for each test again. */
    synchronized Host get(Host.Kind kind) {
        StageException known = failed.get(kind);
        if (known != null) {
            throw new IllegalStateException(kind + " could not be opened", known);
        }
        try {
            return open.computeIfAbsent(kind, Host.Kind::open);
        } catch (StageException e) {
            failed.put(kind, e);
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(host -> host.stop().run());
    }

    /** Gives test classes the one instance of this run. */
    static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Hosts.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(Namespace.create(Hosts.class))
                    .computeIfAbsent(Hosts.class, key -> new Hosts());
        }
    }
}
