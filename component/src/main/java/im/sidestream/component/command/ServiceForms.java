package im.sidestream.component.command;

import im.sidestream.component.stanza.InfoForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the service tells of its keepers and of what it keeps (XEP-0128), to be placed behind the upload form. */
public final class ServiceForms {

    private static final String CONTACT = "http://jabber.org/network/serverinfo";
    private static final String POLICY = "urn:xmpp:data-policy:0";

    private ServiceForms() {}

    /**
     * Makes the forms.
     *
     * @param contacts URIs by what they are for: {@code abuse}, {@code admin} and so on (XEP-0157 §3)
     * @param retention how long any file is kept at most, empty for ever
     */
    public static List<InfoForm> of(Map<String, List<String>> contacts, Optional<Duration> retention) {
        List<InfoForm> forms = new ArrayList<>();
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        contacts.forEach((role, uris) -> {
            if (!uris.isEmpty()) {
                addresses.put(role + "-addresses", uris);
            }
        });
        if (!addresses.isEmpty()) {
            forms.add(new InfoForm(CONTACT, addresses));
        }
        forms.add(policy(retention));
        return forms;
    }

    /** XEP-0504 §3: hours, rounded up, because it is "at most". */
    private static InfoForm policy(Optional<Duration> retention) {
        String hours = retention
                .map(kept -> Long.toString((kept.toSeconds() + 3599) / 3600))
                .orElse("infinite");
        Map<String, List<String>> fields = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        fields.put("data_retention", List.of(hours));
        types.put("data_retention", "text-single");
        for (String granted : List.of("data_deletion", "data_export", "full_erasure")) {
            fields.put(granted, List.of("true"));
            types.put(granted, "boolean");
        }
        fields.put("encryption_at_rest", List.of("false"));
        types.put("encryption_at_rest", "boolean");
        return new InfoForm(POLICY, fields, types);
    }
}
