package io.sealstream.quickstart.ui;

/**
 * A part of the pipeline that refuses or does not answer. The message is one sentence that is shown
 * on the page as it is, and therefore never holds a message body or a personal value.
 */
public final class PipelineException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param sentence for whoever looks at the page
   * @param cause for the log only
   */
  public PipelineException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
