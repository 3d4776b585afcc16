package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaCodeUnitAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * The places of a package where exceptions are made, and which of them ran while it was open. The
 * places are read from the classes: calls of a constructor of an exception, and of a method of ours
 * that gives one. What ran is what the Java flight recorder saw, so an exception that somebody
 * caught counts as well.
 */
public final class ThrowSites implements AutoCloseable {
  private static final String OURS = "io.sealstream.";

  /** For a constant that an enum did not have when a switch over it was compiled. */
  private static final Class<?> BY_THE_COMPILER = IncompatibleClassChangeError.class;

  private final Set<Site> sites;
  private final Recording recording = new Recording();

  /**
   * Starts to record.
   *
   * @param name of the package, whose subpackages do not count
   */
  public ThrowSites(String name) {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(name);
    sites = new TreeSet<>(Comparator.comparing(Site::toString));
    for (JavaClass each : classes) {
      if (each.getPackageName().equals(name) && !each.isAssignableTo(Throwable.class)) {
        sites.addAll(sites(each));
      }
    }
    recording.enable("jdk.JavaExceptionThrow").withStackTrace().withoutThreshold();
    recording.start();
  }

  /**
   * Ends the recording, and checks that each place ran.
   *
   * @param unreachable the methods with places that no test can reach, each with the reason
   */
  public void allRanBut(Map<String, String> unreachable) throws IOException {
    Set<String> ran = ran();
    assertThat(sites).isNotEmpty();
    assertThat(sites)
        .as("places where an exception is made, and no error path comes along")
        .filteredOn(site -> !ran.contains(site.place()))
        .filteredOn(site -> !unreachable.containsKey(site.method()))
        .isEmpty();
    assertThat(unreachable.keySet())
        .as("methods that need no excuse: all their places ran, or there are none")
        .filteredOn(
            method ->
                sites.stream()
                    .noneMatch(site -> site.method().equals(method) && !ran.contains(site.place())))
        .isEmpty();
  }

  @Override
  public void close() {
    recording.close();
  }

  private Set<String> ran() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("throw-sites", ".jfr");
    try {
      recording.dump(file);
      Set<String> places = new HashSet<>();
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
          if (frame.getMethod().getType().getName().startsWith(OURS)) {
            places.add(frame.getMethod().getType().getName() + ":" + frame.getLineNumber());
          }
        }
      }
      return places;
    } finally {
      Files.delete(file);
    }
  }

  private static Collection<Site> sites(JavaClass each) {
    Set<Site> sites = new HashSet<>();
    for (JavaCodeUnit unit : each.getCodeUnits()) {
      makers(unit).forEach(call -> sites.add(new Site(each, unit.getName(), call.getLineNumber())));
    }
    return sites;
  }

  /** The calls that make an exception, or have one made. */
  private static Stream<JavaCodeUnitAccess<?>> makers(JavaCodeUnit unit) {
    Stream<JavaCodeUnitAccess<?>> made =
        unit.getConstructorCallsFromSelf().stream()
            .filter(call -> call.getTargetOwner().isAssignableTo(Throwable.class))
            .filter(call -> !call.getTargetOwner().isEquivalentTo(BY_THE_COMPILER))
            .map(call -> call);
    Stream<JavaCodeUnitAccess<?>> given =
        unit.getMethodCallsFromSelf().stream()
            .filter(call -> call.getTarget().getRawReturnType().isAssignableTo(Throwable.class))
            .filter(call -> call.getTargetOwner().getName().startsWith(OURS))
            .filter(call -> call.getTarget().resolveMember().stream().anyMatch(ThrowSites::makes))
            .map(call -> call);
    return Stream.concat(made, given);
  }

  private static boolean makes(JavaCodeUnit unit) {
    return makers(unit).findAny().isPresent();
  }

  /** A line of a method. */
  private record Site(JavaClass owner, String methodName, int line) {
    String place() {
      return owner.getName() + ":" + line;
    }

    String method() {
      return owner.getName().substring(owner.getPackageName().length() + 1) + "." + methodName;
    }

    @Override
    public String toString() {
      return method() + ":" + line;
    }
  }
}
