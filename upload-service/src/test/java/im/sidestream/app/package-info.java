@NullMarked
package im.sidestream.app;

import org.jspecify.annotations.NullMarked;
