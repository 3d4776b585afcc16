package io.sealstream.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourcesTest {
  private final List<String> closed = new CopyOnWriteArrayList<>();
  private final Resources resources = new Resources();

  @Test
  void closesTheLastOneFirstAndGoesOnAfterAFailure() throws Exception {
    resources.open(() -> closeable("folder"));
    resources.open(
        () ->
            () -> {
              closed.add("broken");
              throw new IllegalStateException("does not close");
            });
    resources.open(() -> closeable("server"));

    resources.close();
    resources.close();

    assertThat(closed).containsExactly("server", "broken", "folder");
  }

  @Test
  void nothingOpensOnceItCloses() {
    resources.close();

    assertThatExceptionOfType(QuickstartException.class)
        .isThrownBy(() -> resources.open(() -> closeable("late")))
        .withMessage("The run is being ended.");
  }

  @Test
  void whatIsStillStartingIsWaitedForAndClosed() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<?> start =
        CompletableFuture.runAsync(
            () -> {
              try {
                resources.open(
                    () -> {
                      starting.countDown();
                      started.await();
                      return closeable("slow server");
                    });
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(starting.await(30, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<?> close = CompletableFuture.runAsync(resources::close);
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(resources::isClosing);
    started.countDown();

    close.get(30, TimeUnit.SECONDS);
    start.get(30, TimeUnit.SECONDS);
    assertThat(closed).containsExactly("slow server");
  }

  @Test
  void theTemporaryFolderIsRemovedWithAllThatIsInIt(@TempDir Path parent) throws Exception {
    Folders folders = resources.open(() -> Folders.createIn(parent));
    Files.writeString(folders.folder("a").resolve("file"), "x");

    resources.close();

    assertThat(parent).isEmptyDirectory();
  }

  private AutoCloseable closeable(String name) {
    return () -> closed.add(name);
  }
}
