package im.sidestream.component.stanza;

import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;
import org.jspecify.annotations.Nullable;

/**
 * Preferences that are never stored. Whack asks for the user's preferences when it is made, and the JDK's own would
 * then create files in the home directory of the account that the service runs as. Named in {@code META-INF/services}.
 */
public final class ForgetfulPreferencesFactory implements PreferencesFactory {

    private final Preferences root = new Nothing(null, "");

    /** For the JDK's service loader. */
    public ForgetfulPreferencesFactory() {}

    @Override
    public Preferences systemRoot() {
        return root;
    }

    @Override
    public Preferences userRoot() {
        return root;
    }

    private static final class Nothing extends AbstractPreferences {

        Nothing(@Nullable AbstractPreferences parent, String name) {
            super(parent, name);
        }

        @Override
        protected void putSpi(String key, String value) {}

        @Override
        protected @Nullable String getSpi(String key) {
            return null;
        }

        @Override
        protected void removeSpi(String key) {}

        @Override
        protected void removeNodeSpi() {}

        @Override
        protected String[] keysSpi() {
            return new String[0];
        }

        @Override
        protected String[] childrenNamesSpi() {
            return new String[0];
        }

        @Override
        protected AbstractPreferences childSpi(String name) {
            return new Nothing(this, name);
        }

        @Override
        protected void syncSpi() {}

        @Override
        protected void flushSpi() {}
    }
}
