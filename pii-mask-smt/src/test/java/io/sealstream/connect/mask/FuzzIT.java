package io.sealstream.connect.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Fuzzes every {@code *FuzzTest} of the module, as many at once as there are processors. */
class FuzzIT {
  private static final String DURATION = System.getProperty("sealstream.fuzz.duration", "5s");
  private static final Path FOLDER =
      Path.of(System.getProperty("sealstream.fuzz.folder", "target/fuzz")).toAbsolutePath();

  @TestFactory
  List<DynamicTest> nothingIsFound() throws Exception {
    List<String> targets = targets();
    assertThat(targets).isNotEmpty();
    ExecutorService runs = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    List<DynamicTest> tests = targets.stream().map(target -> test(target, runs)).toList();
    runs.shutdown();
    return tests;
  }

  private static DynamicTest test(String target, ExecutorService runs) {
    FuzzRun run = new FuzzRun(target, DURATION, FOLDER.resolve(target));
    Future<String> result = runs.submit(run::run);
    return dynamicTest(target, () -> System.out.println(outcome(result)));
  }

  private static String outcome(Future<String> run) throws Throwable {
    try {
      return run.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private static List<String> targets() throws IOException, URISyntaxException {
    Path classes =
        Path.of(FuzzIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith("FuzzTest.class"))
          .map(file -> file.replace(".class", "").replace(file.contains("\\") ? '\\' : '/', '.'))
          .sorted()
          .toList();
    }
  }
}
