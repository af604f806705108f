@NullMarked
package im.sidestream.config;

import org.jspecify.annotations.NullMarked;
