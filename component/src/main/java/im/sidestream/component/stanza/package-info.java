/**
 * The XML side of the component: the supervised XEP-0114 stream, its limits, service discovery and stanza errors. The
 * only package that sees Whack and the pull parser; Tinder's stanza types leave it for the faces beside it. Imports
 * slot and the libraries named here.
 */
@NullMarked
package im.sidestream.component.stanza;

import org.jspecify.annotations.NullMarked;
