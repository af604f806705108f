package im.sidestream.component.slots;

import im.sidestream.component.stanza.InfoForm;
import im.sidestream.slot.Purpose;
import im.sidestream.slot.Quota;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What an upload service tells about itself.
 *
 * @param name what people see in lists of services
 * @param version version of the program
 * @param maxFileSize bytes of the largest file of a message (the XEP has one limit to tell), {@link Quota#UNLIMITED} for no limit; asked at each discovery
 * @param purposes those that have their own rules here; asked at each discovery
 * @param moreForms shown behind the upload form, for example contact addresses (XEP-0157)
 */
public record UploadProfile(
        String name,
        String version,
        LongSupplier maxFileSize,
        Supplier<Set<Purpose>> purposes,
        List<InfoForm> moreForms) {

    /** Copies what could change. */
    public UploadProfile {
        moreForms = List.copyOf(moreForms);
    }

    /** A service for files of messages, as every client knows it. */
    public static UploadProfile forMessages(String name, String version, LongSupplier maxFileSize) {
        return new UploadProfile(name, version, maxFileSize, () -> Set.of(Purpose.MESSAGE), List.of());
    }

    /** Some clients take the first form for that of uploads, so it is first whenever it is there. */
    List<InfoForm> forms() {
        List<InfoForm> forms = new ArrayList<>();
        long limit = maxFileSize.getAsLong();
        if (limit != Quota.UNLIMITED) {
            forms.add(InfoForm.of(UploadNamespace.UPLOAD, "max-file-size", Long.toString(limit)));
        }
        forms.addAll(moreForms);
        return forms;
    }

    List<String> features() {
        List<String> features = new ArrayList<>();
        features.add(UploadNamespace.NO_REPLY);
        features.add(UploadNamespace.UPLOAD);
        features.add(UploadNamespace.RESUMABLE);
        Set<Purpose> offered = purposes.get();
        for (Purpose purpose : Purpose.values()) {
            if (offered.contains(purpose)) {
                features.add(UploadNamespace.PURPOSE + "#" + purpose.elementName());
            }
        }
        return features;
    }
}
