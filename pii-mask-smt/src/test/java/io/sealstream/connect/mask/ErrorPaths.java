package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Named ways into errors, and all that each of them tells anybody: exceptions with their causes,
 * results, logs, standard output and error, names of MBeans, and what those of ours show.
 */
public final class ErrorPaths {
  private static final String OURS = "io.sealstream.";
  private static final String MBEANS = "attributes of new MBeans";
  private static final Pattern FRAMES = Pattern.compile("(?m)^\\s+at [\\w.$@/<>-]+\\([^()]*\\)$");

  private final Map<String, Callable<?>> paths = new LinkedHashMap<>();
  private final Map<String, String> told = new LinkedHashMap<>();
  private final List<String> withoutError = new ArrayList<>();

  /** Adds a path that ends in an exception. */
  public void add(String name, Action error) {
    addTold(
        name,
        () -> {
          error.run();
          return null;
        });
  }

  /**
   * Adds a path that ends in an error without an exception.
   *
   * @param told gives what a caller sees of the error; null counts as no error
   */
  public void addTold(String name, Callable<?> told) {
    if (paths.put(name, told) != null) {
      throw new IllegalArgumentException(name + " is there twice");
    }
  }

  /** What ends in an exception. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** Adds an object whose parts print nothing either. */
  public void addObject(String name, Callable<?> object) {
    addTold(name, () -> prints(object.call()));
  }

  /**
   * Follows all paths.
   *
   * @param least the least level of java.util.logging that tells
   */
  public void run(Level least) throws Exception {
    Set<ObjectName> beans = ManagementFactory.getPlatformMBeanServer().queryNames(null, null);
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    try (RecordedLogs logs = new RecordedLogs(least);
        PrintStream recorder = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(recorder);
      System.setErr(recorder);
      paths.forEach((name, path) -> told.put(name, follow(name, path)));
      StringBuilder logged = new StringBuilder();
      logs.lines().forEach(line -> logged.append(print(line)).append('\n'));
      told.put("logs", logged.toString());
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    told.put("standard output and error", printed.toString(StandardCharsets.UTF_8));
    Set<ObjectName> more = ManagementFactory.getPlatformMBeanServer().queryNames(null, null);
    more.removeAll(beans);
    told.put("names of new MBeans", more.toString());
    StringBuilder shown = new StringBuilder();
    for (ObjectName bean : more) {
      if (bean.getDomain().startsWith(OURS)) {
        shown.append(attributes(bean));
      }
    }
    told.put(MBEANS, shown.toString());
  }

  private static String attributes(ObjectName bean) throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    StringBuilder text = new StringBuilder();
    for (MBeanAttributeInfo each : server.getMBeanInfo(bean).getAttributes()) {
      Object value = server.getAttribute(bean, each.getName());
      text.append(each.getDescription() + "\n" + each.getName() + " = " + value + "\n");
    }
    return text.toString();
  }

  /** Checks that new MBeans of ours show these lines, so that there was something to tell. */
  public void toldByMBeans(String... lines) {
    assertThat(told.get(MBEANS)).contains(lines);
  }

  /** Checks that each path ended in an error, and that none told a secret. */
  public void toldNothingOf(Secrets secrets) {
    assertThat(withoutError).as("paths that did not end in an error").isEmpty();
    Map<String, List<String>> leaks = new LinkedHashMap<>();
    told.forEach(
        (name, text) -> {
          if (!secrets.in(text).isEmpty()) {
            leaks.put(name, secrets.in(text));
          }
        });
    assertThat(leaks).as("secrets by the error path that told them").isEmpty();
  }

  private String follow(String name, Callable<?> path) {
    try {
      Object result = path.call();
      if (result == null) {
        withoutError.add(name);
      }
      return String.valueOf(result);
    } catch (Throwable e) {
      return print(e);
    }
  }

  /** As a log has it; the stack trace holds causes and suppressed exceptions. */
  private static String print(Object told) {
    if (!(told instanceof Throwable problem)) {
      return String.valueOf(told);
    }
    StringWriter trace = new StringWriter();
    problem.printStackTrace(new PrintWriter(trace));
    // Frames have names of code only, and take nearly all the time that a search takes.
    String withoutFrames = FRAMES.matcher(trace.toString()).replaceAll("");
    return problem.getMessage() + "\n" + problem.getLocalizedMessage() + "\n" + withoutFrames;
  }

  /** What an object and all objects of ours that it holds print. */
  private static String prints(Object root) throws IllegalAccessException {
    TreeSet<String> prints = new TreeSet<>();
    addPrints(root, Collections.newSetFromMap(new IdentityHashMap<>()), prints);
    return String.join("\n", prints);
  }

  private static void addPrints(Object each, Set<Object> seen, Set<String> prints)
      throws IllegalAccessException {
    if (each == null || !seen.add(each)) {
      return;
    }
    if (each instanceof Iterable<?> many && !each.getClass().getName().startsWith(OURS)) {
      for (Object one : many) {
        addPrints(one, seen, prints);
      }
    } else if (each instanceof Map<?, ?> map) {
      addPrints(map.keySet(), seen, prints);
      addPrints(map.values(), seen, prints);
    } else if (each instanceof Object[]) {
      for (int i = 0; i < Array.getLength(each); i++) {
        addPrints(Array.get(each, i), seen, prints);
      }
    } else {
      prints.add(each.toString());
      addPrintsOfFields(each, seen, prints);
    }
  }

  private static void addPrintsOfFields(Object each, Set<Object> seen, Set<String> prints)
      throws IllegalAccessException {
    Class<?> type = each.getClass();
    while (type != null && type.getName().startsWith(OURS)) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          addPrints(field.get(each), seen, prints);
        }
      }
      type = type.getSuperclass();
    }
  }
}
