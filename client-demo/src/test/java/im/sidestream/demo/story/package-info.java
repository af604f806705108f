/** Tests of what the demonstration claims; import the story and the values it is about. */
@NullMarked
package im.sidestream.demo.story;

import org.jspecify.annotations.NullMarked;
