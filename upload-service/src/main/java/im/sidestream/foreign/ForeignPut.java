package im.sidestream.foreign;

import org.jspecify.annotations.Nullable;

/**
 * What a PUT says of itself before its body.
 *
 * @param query the raw query, or null
 * @param bearer what its {@code Authorization: Bearer} holds, or null
 * @param length its declared length, 0 or more
 * @param type its {@code Content-Type} as it came, or null
 */
public record ForeignPut(
        @Nullable String query,
        @Nullable String bearer,
        long length,
        @Nullable String type) {
    private static final String UNTYPED = "application/octet-stream";

    /** Returns the first value of a query parameter, or null. */
    @Nullable
    String parameter(String name) {
        return parameter(query, name);
    }

    static @Nullable String parameter(@Nullable String query, String name) {
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                if (parameter.startsWith(name + "=")) {
                    return parameter.substring(name.length() + 1);
                }
            }
        }
        return null;
    }

    /** Returns the type that issuers sign, who name that of unknown bytes where the request names none. */
    String signedType() {
        return type == null ? UNTYPED : type;
    }
}
