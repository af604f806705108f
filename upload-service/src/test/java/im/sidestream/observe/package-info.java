@NullMarked
package im.sidestream.observe;

import org.jspecify.annotations.NullMarked;
