package im.sidestream.component.stanza;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.dom4j.Element;
import org.dom4j.Namespace;
import org.dom4j.QName;
import org.dom4j.tree.DefaultElement;

/** What presence tells of an address, so that nobody needs to ask (XEP-0115 §4 and §5). */
public final class Capabilities {

    private static final QName C = new QName("c", new Namespace("", "http://jabber.org/protocol/caps"));
    /** The order of i;octet: by bytes of UTF-8, which is that of code points. */
    private static final Comparator<String> OCTETS =
            Comparator.comparing(text -> text.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

    private Capabilities() {}

    /** The element that goes into presence. */
    public static Element element(ServiceAddress address) {
        Element c = new DefaultElement(C);
        c.addAttribute("hash", "sha-1").addAttribute("node", address.capsNode());
        return c.addAttribute("ver", version(address));
    }

    /** The verification string of what disco#info says (§5.1). */
    static String version(ServiceAddress address) {
        ServiceIdentity identity = address.identity();
        String self = identity.category() + "/" + identity.type() + "//" + identity.name() + "<";
        List<String> features = BasicServices.features(identity);
        String text = self
                + features.stream().sorted(OCTETS).map(feature -> feature + "<").collect(Collectors.joining())
                + address.forms().get().stream()
                        .sorted(Comparator.comparing(InfoForm::formType, OCTETS))
                        .map(Capabilities::text)
                        .collect(Collectors.joining());
        return Base64.getEncoder().encodeToString(sha1(text));
    }

    private static String text(InfoForm form) {
        return form.formType() + "<"
                + form.fields().keySet().stream()
                        .sorted(OCTETS)
                        .map(name -> name + "<" + values(form.fields().getOrDefault(name, List.of())))
                        .collect(Collectors.joining());
    }

    private static String values(List<String> values) {
        return values.stream().sorted(OCTETS).map(value -> value + "<").collect(Collectors.joining());
    }

    private static byte[] sha1(String text) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
