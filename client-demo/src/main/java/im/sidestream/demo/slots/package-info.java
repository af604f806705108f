/**
 * Finding the upload service and asking it for slots (XEP-0363). May import Smack, message and session.
 */
@NullMarked
package im.sidestream.demo.slots;

import org.jspecify.annotations.NullMarked;
