/** The store in a bucket: its contract, what it does when the bucket fails, and what it asks of it. */
@NullMarked
package im.sidestream.blob.s3;

import org.jspecify.annotations.NullMarked;
