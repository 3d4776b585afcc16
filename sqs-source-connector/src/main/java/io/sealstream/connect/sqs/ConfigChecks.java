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
  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{[^}]*:[^}]*}");

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
            list.forEach(element -> ensure(key, String.valueOf(element), check));
          }
        },
        () -> what + " or more");
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
    try {
      check.accept(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key, value, e.getMessage());
    }
  }

  static void queueUrl(String url) {
    url(url);
    String path = URI.create(url).getPath();
    if (path == null || path.length() < 2 || path.endsWith("/")) {
      throw new IllegalArgumentException(
          "expected a queue's URL, such as"
              + " https://sqs.eu-central-1.amazonaws.com/123456789012/my-queue");
    }
  }

  static void url(String url) {
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
}
