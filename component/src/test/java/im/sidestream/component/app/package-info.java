@NullMarked
package im.sidestream.component.app;

import org.jspecify.annotations.NullMarked;
