package io.sealstream.connect.sqs;

/**
 * Whether the part of the AWS SDK is there that talks to S3. It is not in the plugin's archive: it
 * is large, and most queues have no payloads in S3.
 */
final class S3Library {

  /** A class of each of the three artefacts, which all have to be there. */
  private static final String[] CLASSES = {
    "software.amazon.awssdk.services.s3.S3AsyncClient",
    "software.amazon.awssdk.protocols.xml.AwsS3ProtocolFactory",
    "software.amazon.awssdk.arns.Arn"
  };

  private S3Library() {}

  static boolean isThere() {
    for (String name : CLASSES) {
      try {
        Class.forName(name, false, S3Library.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        return false;
      }
    }
    return true;
  }

  /** What to do where it is not. */
  static String hint() {
    return "needs s3, aws-xml-protocol and arns of software.amazon.awssdk, version "
        + Version.ofTheAwsSdk()
        + ", as jars in this plugin's own folder. They are not in its archive";
  }
}
