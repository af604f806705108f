package im.sidestream.slot;

import java.util.List;

/**
 * How a reservation is handed out: links and tokens.
 *
 * @param inHeader whether slots carry the token in an {@code Authorization} header too
 */
public record SlotForm(SlotLinks links, TokenSigner signer, boolean inHeader) {
    /** Returns the slot of an issued row. */
    Slot slot(Upload upload) {
        SlotRequest request = upload.request();
        String token = signer.sign(
                new SlotToken(upload.id(), request.size(), request.type(), request.purpose(), upload.deadline()));
        return new Slot(
                upload.id(),
                links.put(upload.id(), request.name(), token),
                links.get(upload.id(), request.name()),
                inHeader ? List.of(new SlotHeader("Authorization", "Bearer " + token)) : List.of(),
                upload.deadline(),
                signer.signDelete(upload.id()));
    }
}
