/** The stage itself under test: a real Prosody, a small server of the test's own, and what a killed run leaves. */
@NullMarked
package im.sidestream.demo.stage;

import org.jspecify.annotations.NullMarked;
