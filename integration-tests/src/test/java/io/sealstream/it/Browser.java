package io.sealstream.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A headless Chromium, the one of this machine; nothing is downloaded.
 *
 * <p>A build needs no browser: without {@code chromium} and {@code chromedriver} in the PATH the
 * test that asks is skipped, unless {@code -Dsealstream.browser.required=true} says that it must
 * run, as CI does.
 */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> BROWSERS = List.of("chromium", "chromium-browser");
  private static final List<String> DRIVERS = List.of("chromedriver");

  /** Warns of each browser that is newer than itself, for the sake of a protocol not used here. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;
  private final List<String> requests = new ArrayList<>();

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts one that reaches this machine only.
   *
   * @param folder for all that it writes
   * @param otherName a name that it takes for 127.0.0.1, beside that address itself
   */
  static Browser start(Path folder, String otherName) {
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(require(BROWSERS));
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--lang=en",
        "--user-data-dir=" + folder.resolve("profile"),
        "--host-resolver-rules=MAP "
            + otherName
            + " 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(require(DRIVERS))
            .usingAnyFreePort()
            .withEnvironment(
                Map.of("HOME", folder.toString(), "TMPDIR", folder.toString(), "PATH", path()))
            .withLogOutput(OutputStream.nullOutputStream())
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  void open(String url) {
    driver.get(url);
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** The text that is shown in the first element that fits; empty if there is none. */
  String text(String selector) {
    return String.valueOf(
        run("return document.querySelector(arguments[0])?.innerText ?? ''", selector));
  }

  Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that is the body of an async function, and waits for what it returns. */
  Object runAsync(String script) {
    return driver.executeAsyncScript(
        "const done = arguments[0]; (async () => {" + script + "})().then(done, done);");
  }

  /** The page as it is now, as markup; what was typed into fields is not in it. */
  String markup() {
    return String.valueOf(run("return document.documentElement.outerHTML"));
  }

  /**
   * Makes the window so wide, and as if the user had asked for a dark or light page without motion.
   *
   * @param height of the window
   */
  void show(int width, int height, boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  /** Writes what the window shows as a PNG, as small as one can be. */
  void screenshot(Path file) throws IOException {
    Map<String, Object> answer =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "png"));
    byte[] bytes = Base64.getDecoder().decode((String) answer.get("data"));
    RenderedImage image = ImageIO.read(new ByteArrayInputStream(bytes));
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam settings = writer.getDefaultWriteParam();
    settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    settings.setCompressionQuality(0); // of a format without losses: the time that it may take
    Files.deleteIfExists(file);
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
  }

  /** What the console said since it was last asked, but for plain notes. */
  List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Every address that a page asked for so far, but for the browser's own pages. */
  List<String> requests() throws IOException {
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = JSON.readTree(entry.getMessage()).path("message");
      String url = message.at("/params/request/url").asText();
      if (message.path("method").asText().equals("Network.requestWillBeSent")
          && !message.at("/params/documentURL").asText().startsWith("chrome:")) {
        requests.add(url);
      }
    }
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    driver.quit();
  }

  /** Whether a test may ask for one: it is there, or its lack is a failure. */
  static boolean isThereOrRequired() {
    return Boolean.getBoolean("sealstream.browser.required")
        || (find(BROWSERS).isPresent() && find(DRIVERS).isPresent());
  }

  private static File require(List<String> names) {
    return find(names)
        .orElseThrow(() -> new AssertionError("none of " + names + " is in the PATH"))
        .toFile();
  }

  private static Optional<Path> find(List<String> names) {
    return Arrays.stream(path().split(File.pathSeparator, -1))
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static String path() {
    return System.getenv().getOrDefault("PATH", "");
  }
}
