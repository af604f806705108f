package im.sidestream.component.slots;

import im.sidestream.component.stanza.Face;
import im.sidestream.component.stanza.InfoForm;
import im.sidestream.component.stanza.ServiceAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * What an upload domain speaks besides slots.
 *
 * @param faces are offered each stanza first, in this order
 * @param addresses below the domain; listed by it (XEP-0030 §4)
 * @param features of the domain itself
 * @param forms shown behind the upload form; asked at each discovery
 */
public record FurtherServices(
        List<Face> faces, List<ServiceAddress> addresses, List<String> features, Supplier<List<InfoForm>> forms) {

    /** Nothing but slots. */
    public static final FurtherServices NONE = new FurtherServices(List.of(), List.of(), List.of(), List::of);

    /** Copies what could change. */
    public FurtherServices {
        faces = List.copyOf(faces);
        addresses = List.copyOf(addresses);
        features = List.copyOf(features);
    }
}
