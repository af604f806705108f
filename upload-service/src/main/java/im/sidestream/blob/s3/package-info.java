/**
 * Blobs as objects in a bucket, written through a spool on this machine. {@code S3Bucket}, {@code S3Clients} and {@code S3Faults} alone see
 * the AWS SDK, and nothing of it is loaded before a bucket is configured. Imports blob.
 */
@NullMarked
package im.sidestream.blob.s3;

import org.jspecify.annotations.NullMarked;
