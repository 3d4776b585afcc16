package io.sealstream.quickstart;

import java.io.IOException;
import java.net.BindException;
import org.jspecify.annotations.Nullable;

/**
 * A failure that one sentence explains: where, what was found, what to do. Its message is shown to
 * the user as it is and therefore never holds a message body or a personal value.
 */
public final class QuickstartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes a failure without a cause worth logging.
   *
   * @param sentence one complete sentence for the user
   */
  public QuickstartException(String sentence) {
    super(sentence);
  }

  /**
   * Makes a failure with its cause.
   *
   * @param sentence one complete sentence for the user
   * @param cause what happened, for the log only
   */
  public QuickstartException(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }

  /**
   * Says what did not work, and the innermost cause of it.
   *
   * @param what the first half of the sentence, such as "Kafka did not start"
   * @param failure whatever was thrown
   * @return {@code failure} itself if it explains itself already
   */
  static QuickstartException of(String what, Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof QuickstartException)) {
      root = root.getCause();
    }
    if (root instanceof QuickstartException explained) {
      return explained;
    }
    String message = root.getMessage() == null ? "" : root.getMessage().strip();
    String reason = message.isEmpty() ? root.getClass().getSimpleName() : firstLine(message);
    if (root instanceof IOException && !(root instanceof BindException)) {
      // The message of a file system's error is often no more than the file's name.
      reason = root.getClass().getSimpleName() + ": " + reason;
    }
    return new QuickstartException(what + ": " + Sentences.end(reason), failure);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
