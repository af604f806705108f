/**
 * The file-sharing message formats as values and XML: XEP-0066, 0385, 0446, 0447, 0428, 0184, 0333, 0359. May import Smack's element types only.
 */
@NullMarked
package im.sidestream.demo.message;

import org.jspecify.annotations.NullMarked;
