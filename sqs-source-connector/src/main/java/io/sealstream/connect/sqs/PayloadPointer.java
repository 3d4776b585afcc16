package io.sealstream.connect.sqs;

/**
 * Where a payload lies in S3, as a message says it.
 *
 * @param bucket the bucket's name
 * @param key the object's key
 * @param bytes its length, as its sender announced it
 */
record PayloadPointer(String bucket, String key, long bytes) {

  /** The length only: a key may hold personal data. */
  @Override
  public String toString() {
    return "PayloadPointer[" + bytes + " bytes]";
  }
}
