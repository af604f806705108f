/** Pages for people, made of templates; free of HTTP types. Imports delivery and slot. */
@NullMarked
package im.sidestream.http.page;

import org.jspecify.annotations.NullMarked;
