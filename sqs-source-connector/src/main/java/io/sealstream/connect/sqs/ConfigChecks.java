package io.sealstream.connect.sqs;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Checks of single configuration values. What is wrong is said in a sentence that a user can act
 * on.
 */
final class ConfigChecks {

  private static final Pattern TOPIC_NAME = Pattern.compile("(?:[a-zA-Z0-9._-]|\\$\\{queue})+");
  private static final Pattern REGION = Pattern.compile("[a-zA-Z0-9-]+");

  /**
   * What a text has that may hold a password or a signature: a URL's user info, however it is
   * written, or its query.
   */
  private static final Pattern CONFIDING = Pattern.compile("@|%40|:.*\\?", Pattern.DOTALL);

  /** Hosts of SQS in AWS's partitions, of its dual-stack endpoints and of VPC endpoints. */
  private static final Pattern AWS_HOST =
      Pattern.compile("\\.(amazonaws\\.(com|com\\.cn|eu)|api\\.aws)$", Pattern.CASE_INSENSITIVE);

  private static final Pattern ACCOUNT_AND_NAME = Pattern.compile("/[^/]+/[^/]+");
  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^}]*:[^}]*}");

  /** The forms that IAM and STS take; the partition is aws, aws-cn, aws-us-gov or one like them. */
  private static final Pattern ROLE_ARN =
      Pattern.compile("arn:aws[a-z-]*:iam::[0-9]{12}:role/[\\w+=,.@/-]+");

  /** STS's own limit. */
  static final int MAX_SESSION_NAME_LENGTH = 64;

  private static final Pattern SESSION_NAME =
      Pattern.compile("[\\w+=,.@-]{2," + MAX_SESSION_NAME_LENGTH + "}");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

  /** Kafka's own limit. */
  private static final int MAX_TOPIC_LENGTH = 249;

  private ConfigChecks() {}

  /** One check of a text. */
  @FunctionalInterface
  interface Check {
    /** Throws {@link IllegalArgumentException} with what is wrong about {@code value}. */
    void accept(String value);
  }

  /**
   * A validator of a text that may be absent; {@code allowed} describes it in the documentation.
   */
  static ConfigDef.Validator check(Check check, String allowed) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof String text) {
            ensure(key, text, check);
          }
        },
        () -> allowed);
  }

  /** As {@link #check}, for a secret: what is wrong is said without it. */
  static ConfigDef.Validator checkSecret(Check check, String allowed) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof Password secret) {
            try {
              check.accept(secret.value());
            } catch (IllegalArgumentException e) {
              throw new ConfigException(key, Password.HIDDEN, e.getMessage());
            }
          }
        },
        () -> allowed);
  }

  /** A validator of every element of a list that must not be empty. */
  static ConfigDef.Validator each(Check check, String what) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof List<?> list) {
            if (list.isEmpty()) {
              throw new ConfigException(key + ": expected " + what + " or more, found none");
            }
            ensureEach(key, list, check);
          }
        },
        () -> what + " or more");
  }

  /** A validator of every element of a list that may be empty. */
  static ConfigDef.Validator eachOfAny(Check check, String what) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof List<?> list) {
            ensureEach(key, list, check);
          }
        },
        () -> what);
  }

  /** A validator of a list that is {@code *} alone, or has elements of {@code allowed} only. */
  static ConfigDef.Validator allOrSome(Collection<String> allowed) {
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof List<?> list && !list.equals(List.of("*"))) {
            list.forEach(
                element -> {
                  if (!allowed.contains(String.valueOf(element))) {
                    throw new ConfigException(key, element, "expected * or some of " + allowed);
                  }
                });
          }
        },
        () -> "* or some of " + allowed);
  }

  /** A validator of a list that is {@code *} alone, or has names only. */
  static ConfigDef.Validator allOrNames() {
    String allowed = "* or names";
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof List<?> list && list.contains("*") && list.size() > 1) {
            throw new ConfigException(key, value, "expected " + allowed + ", not both");
          }
        },
        () -> allowed);
  }

  /** A validator of a number that is {@code unset}, or from {@code min} to {@code max}. */
  static ConfigDef.Validator unsetOr(int unset, int min, int max) {
    String allowed = "%d or %d to %d".formatted(unset, min, max);
    return ConfigDef.LambdaValidator.with(
        (key, value) -> {
          if (value instanceof Integer number
              && number != unset
              && (number < min || number > max)) {
            throw new ConfigException(key, value, "expected " + allowed);
          }
        },
        () -> allowed);
  }

  private static void ensure(String key, String value, Check check) {
    ensure(key, value, check, isConfiding(value));
  }

  /** A password with a comma is in two elements of the list, so one of them hides all. */
  private static void ensureEach(String key, List<?> list, Check check) {
    boolean hide = list.stream().map(String::valueOf).anyMatch(ConfigChecks::isConfiding);
    list.forEach(element -> ensure(key, String.valueOf(element), check, hide));
  }

  private static void ensure(String key, String value, Check check, boolean hide) {
    try {
      check.accept(value);
    } catch (IllegalArgumentException e) {
      String what = String.valueOf(e.getMessage());
      throw hide
          ? new ConfigException(key, Password.HIDDEN, what.replace(value, Password.HIDDEN))
          : new ConfigException(key, value, what);
    }
  }

  private static boolean isConfiding(String value) {
    return CONFIDING.matcher(value).find();
  }

  static void queueUrl(String url) {
    bareUrl(url);
    URI uri = URI.create(url);
    String path = uri.getPath();
    boolean named = path != null && path.length() >= 2 && !path.endsWith("/");
    if (!named || (isOfAws(uri.getHost()) && !ACCOUNT_AND_NAME.matcher(path).matches())) {
      throw new IllegalArgumentException(
          "expected a queue's URL, such as"
              + " https://sqs.eu-central-1.amazonaws.com/123456789012/my-queue");
    }
  }

  /** An emulator may have other paths than AWS. */
  private static boolean isOfAws(String host) {
    return AWS_HOST.matcher(host).find();
  }

  /**
   * A URL that can be shown: logs, errors, source partitions and the names of metrics hold it. A
   * slash in a password ends what a parser takes for the user info, so there is no {@code @} at
   * all: no queue's name has one.
   */
  static void bareUrl(String url) {
    url(url);
    URI uri = URI.create(url);
    if (url.contains("@")
        || url.contains("%40")
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          "expected a URL without a user, a password, a query and a fragment");
    }
  }

  private static void url(String url) {
    resolved(url);
    URI uri = URI.create(url);
    String scheme = uri.getScheme();
    if (scheme == null || !Set.of("http", "https").contains(scheme)) {
      throw new IllegalArgumentException("expected a URL that begins with https:// or http://");
    }
    if (uri.getHost() == null) {
      throw new IllegalArgumentException(
          "expected a host name of letters, digits, '-' and '.' after " + scheme + "://");
    }
  }

  /** It becomes a part of a host's name. */
  static void region(String region) {
    resolved(region);
    if (!REGION.matcher(region).matches()) {
      throw new IllegalArgumentException("expected a region such as eu-central-1");
    }
  }

  /** A value in which a ConfigProvider found nothing is left as its placeholder by Kafka. */
  static void resolved(String value) {
    if (UNRESOLVED.matcher(value).find()) {
      throw new IllegalArgumentException(
          "not resolved: check that the worker's config.providers has this provider and that the"
              + " variable is set there");
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException("expected a value, found blank text");
    }
  }

  static void bucket(String name) {
    resolved(name);
    if (!PayloadPointers.isBucketName(name)) {
      throw new IllegalArgumentException("expected a bucket's name alone, such as my-payloads");
    }
  }

  static void topic(String topic) {
    resolved(topic);
    if (!TOPIC_NAME.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "expected letters, digits, '.', '_', '-' and ${queue} only");
    }
    if (topic.length() > MAX_TOPIC_LENGTH || topic.equals(".") || topic.equals("..")) {
      throw new IllegalArgumentException(
          "expected at most " + MAX_TOPIC_LENGTH + " characters, and not . or ..");
    }
  }

  static void proxyUrl(String url) {
    url(url);
    URI uri = URI.create(url);
    String path = uri.getPath();
    boolean nothingElse =
        uri.getUserInfo() == null
            && uri.getQuery() == null
            && uri.getFragment() == null
            && (path == null || path.isEmpty() || path.equals("/"));
    if (!nothingElse || uri.getPort() < 1) {
      throw new IllegalArgumentException(
          "expected http://host:port or https://host:port; a user and a password have settings of"
              + " their own");
    }
  }

  static void roleArn(String arn) {
    resolved(arn);
    if (!ROLE_ARN.matcher(arn).matches()) {
      throw new IllegalArgumentException(
          "expected a role's ARN, such as arn:aws:iam::123456789012:role/my-role");
    }
  }

  static void sessionName(String name) {
    resolved(name);
    if (!SESSION_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected 2 to 64 letters, digits and characters of _+=,.@-");
    }
  }

  static void externalId(String id) {
    resolved(id);
    if (!EXTERNAL_ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "expected 2 to 1224 letters, digits and characters of _+=,.@:/-");
    }
  }

  static void credentialsProvider(String className) {
    resolved(className);
    CustomCredentials.find(className);
  }
}
