/**
 * The field's nouns and rules: slot requests, slots, purposes, policy, issuing, tokens, refusals, and the ports that
 * storage must fill. Imports the JDK alone.
 */
@NullMarked
package im.sidestream.slot;

import org.jspecify.annotations.NullMarked;
