package io.sealstream.connect.mask;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The task that a transform works for. Connect tells a transform nothing of it before 4.1
 * (KIP-877), and names the thread of a task after it: {@code task-thread-CONNECTOR-NUMBER}.
 *
 * @param connector its connector's name
 * @param number its number
 */
record ConnectTask(String connector, String number) {
  private static final Pattern THREAD = Pattern.compile("task-thread-(.+)-(\\d+)");

  /** The task whose thread this is; null for any other thread. */
  static @Nullable ConnectTask ofThread(Thread thread) {
    Matcher name = THREAD.matcher(thread.getName());
    return name.matches() ? new ConnectTask(name.group(1), name.group(2)) : null;
  }
}
