package im.sidestream.component.offers;

import im.sidestream.slot.Reason;
import im.sidestream.slot.Refusal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/** Ports that refuse everything, as those of a catalog that is away do, for as long as it is. */
final class Outage {

    boolean isOn;
    private String from = "";
    private String broken = "";

    /** It begins when this method is called next. */
    void beginsWith(String method) {
        from = method;
    }

    /** This method alone fails from now on, for another reason. */
    void breaks(String method) {
        broken = method;
    }

    void ends() {
        from = "";
        isOn = false;
    }

    /** The port, which says what the real one says outside of the outage. */
    <T> T over(Class<T> port, T real) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    isOn |= method.getName().equals(from);
                    if (isOn && method.getReturnType().equals(CompletableFuture.class)) {
                        return CompletableFuture.failedFuture(
                                Refusal.of(Reason.UNAVAILABLE, "The service does not reach its database."));
                    }
                    if (method.getName().equals(broken)) {
                        return CompletableFuture.failedFuture(new IllegalStateException("a fault"));
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
