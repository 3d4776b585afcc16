package io.sealstream.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sealstream.quickstart.PiiCommand;
import io.sealstream.quickstart.SampleLogins;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * bin/quickstart --ui, as a user starts it, and its page in a browser, from the sample's numbers to
 * the end of the run.
 */
@Timeout(600)
@EnabledIf(
    value = "io.sealstream.it.Browser#isThereOrRequired",
    disabledReason = "chromium and chromedriver are not in the PATH")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartUiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REBOUND = "rebound.example";
  private static final String IP = "203.0.113.77";
  private static final String DEVICE = "device-of-the-page";
  private static final Pattern ROWS = Pattern.compile("([\\d,]+) rows?");

  @TempDir private static Path folder;

  private static Process quickstart;
  private static Browser browser;
  private static Path output;
  private static Path temporary;
  private static JsonNode report;
  private static String url;

  @BeforeAll
  @Timeout(600)
  static void run() throws Exception {
    browser = Browser.start(Files.createDirectory(folder.resolve("browser")), REBOUND);
    output = folder.resolve("output.txt");
    Path reportFile = folder.resolve("report.json");
    temporary = Files.createDirectory(folder.resolve("tmp"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Backends.PROJECT.resolve("bin/quickstart").toString(),
                "--ui",
                "--report",
                reportFile.toString(),
                "--log-file",
                folder.resolve("servers.log").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("TMPDIR", temporary.toString());
    quickstart = builder.start();
    eventually("the address, before the first message", () -> said("to watch"));
    url = find(Pattern.compile("Open (http://127\\.0\\.0\\.1:\\d+/) to watch"), read(output));
    browser.open(url);
    eventually("the summary, with everything up", () -> said("stays up"));
    report = JSON.readTree(Files.readAllBytes(reportFile));
  }

  @AfterAll
  @Timeout(120)
  static void end() throws Exception {
    try {
      if (browser != null) {
        browser.close();
      }
    } finally {
      if (quickstart != null) {
        quickstart.destroy();
        boolean ended = quickstart.waitFor(1, TimeUnit.MINUTES);
        quickstart.descendants().forEach(ProcessHandle::destroyForcibly);
        quickstart.destroyForcibly();
        assertThat(ended).as("it ends within a minute of SIGTERM").isTrue();
      }
    }
  }

  @Test
  @Order(1)
  void theNumbersReachThoseOfTheSample() {
    Map<String, String> expected =
        Map.of(
            "#balance", "✓ 100 sent = 99 rows + 1 dead-lettered",
            "#topic-records", "99",
            "#table-rows", "99",
            "#queue-messages", "0",
            "#source-state", "running",
            "#sink-state", "running",
            "#status", "live");
    await("every number")
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                expected.forEach(
                    (place, text) -> assertThat(browser.text(place)).as(place).isEqualTo(text)));
    assertThat(browser.text("#rows-detail")).matches("highest [1-9]\\d* in the last 3 minutes");
    assertThat(report.at("/endpoints/ui").asText()).isEqualTo(url);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(2)
  void theDeadLetterIsThereWithItsReasonAndWithoutItsBody() {
    assertThat(browser.text("#dead-letters"))
        .contains("field user_id: expected STRING, found nothing")
        .contains("in login-queue-dlq");
    assertThat(browser.markup()).doesNotContain("not_a_login");
  }

  @Test
  @Order(3)
  void theLastTenRowsAreThereAndNoClearValueOfTheSampleIs() throws Exception {
    assertThat(browser.run("return document.querySelectorAll('#rows tr').length")).isEqualTo(10L);
    assertThat(browser.text("#columns")).contains("masked_ip").contains("masked_device_id");
    String markup = browser.markup();
    String state = browser.runAsync("return (await fetch('api/state')).text()").toString();
    try (Stream<String> bodies = SampleLogins.sample().bodies()) {
      for (String body : bodies.toList()) {
        JsonNode login = JSON.readTree(body);
        for (String field : List.of("ip", "device_id")) {
          if (login.has(field)) {
            String value = login.path(field).asText();
            assertThat(markup.contains(value)).as("%s in the page", field).isFalse();
            assertThat(state.contains(value)).as("%s in the state", field).isFalse();
          }
        }
      }
    }
  }

  @Test
  @Order(4)
  void aLoginThatWasTypedArrivesWithItsPersonalFieldsEncrypted() throws Exception {
    type("user_id", "user-of-the-page");
    type("ip", IP);
    type("device_id", DEVICE);
    String id = send(() -> browser.find("#send").click());

    String row = "#rows tr[data-message='" + id + "'] ";
    eventually("the row", () -> followed(id).contains("in the table after"));
    eventually(
        "the row itself",
        () -> browser.text(row + "[data-column=user_id]").equals("user-of-the-page"));
    assertThat(followed(id)).contains("in the topic after").contains("masked_ip");
    String masked = browser.find(row + "[data-column=masked_ip] code").getDomAttribute("title");
    Path keyset = Path.of(report.path("keysetFile").asText());
    assertThat(
            PiiCommand.in(keyset.getParent().resolveSibling("commands"))
                .unmask(keyset, "ip", List.of(masked)))
        .containsExactly(IP);
    assertThat(browser.markup()).doesNotContain(IP).doesNotContain(DEVICE);
    assertThat(browser.runAsync("return (await fetch('api/state')).text()").toString())
        .contains(id)
        .doesNotContain(IP)
        .doesNotContain(DEVICE);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(5)
  void aLoginThatLacksAFieldBecomesADeadLetterThatSaysWhichOne() throws Exception {
    type("user_id", "user-of-the-page");
    type("device_id", "");
    type("ip", IP);
    String id = send(() -> browser.find("[name=ip]").sendKeys(Keys.ENTER));

    eventually("the dead letter", () -> followed(id).contains("dead letter after"));
    eventually("the letter itself", () -> browser.text("#dead-letters").contains(id));

    assertThat(followed(id))
        .contains("field device_id: expected STRING, found nothing")
        .doesNotContain("in the topic");
    assertThat(browser.markup()).doesNotContain(IP);
  }

  @Test
  @Order(6)
  void aLoginThatFitsNoColumnBecomesADeadLetterOfTheSink() throws Exception {
    type("user_id", "u".repeat(200));
    type("device_id", DEVICE);
    String id = send(() -> browser.find("#send").click());

    eventually("the dead letter", () -> followed(id).contains("dead letter after"));

    assertThat(followed(id))
        .contains("in the topic after")
        .contains("its text of 200 characters is longer than the 128 allowed");
    eventually(
        "the letter itself", () -> browser.text("#dead-letters").contains("in user_logins_dlq"));
  }

  @Test
  @Order(7)
  void markupInALoginIsTextOnThePage() throws Exception {
    String markup = "<img src=x onerror=\"window.stolen = 1\"><b>me</b>";
    type("user_id", markup);
    type("device_id", DEVICE);
    type("locale", "<i>");
    String id = send(() -> browser.find("#send").click());

    eventually("the row", () -> followed(id).contains("in the table after"));
    String cell = "#rows tr[data-message='" + id + "'] [data-column=user_id] ";
    eventually("the row itself", () -> !browser.text(cell).isEmpty());

    assertThat(browser.find(cell + "code").getDomAttribute("title")).isEqualTo(markup);
    assertThat(browser.run("return window.stolen ?? null")).isNull();
    assertThat(browser.run("return document.querySelectorAll('#rows img, #rows i').length"))
        .isEqualTo(0L);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(8)
  void whatIsSentWhileTheSourceIsPausedStaysInTheQueueAndArrivesAfterwards() throws Exception {
    long rows = rows();
    toggle("login-source", "Pause");
    eventually(
        "the pause",
        () -> browser.text("#connectors [data-name=login-source]").contains("task 0 paused"));
    assertThat(browser.text("#source-state")).isEqualTo("paused");
    assertThat(browser.text("#sink-state")).isEqualTo("running");

    type("user_id", "user-of-the-page");
    type("locale", "");
    String id = send(() -> browser.find("#send").click());
    browser.find("#send-many").click();
    eventually("the queue", () -> browser.text("#queue-detail").equals("101 waiting, 0 in flight"));
    assertThat(followed(id)).contains("in the topic not yet");
    assertThat(browser.text("#balance")).endsWith("101 on their way");
    assertThat(rows()).isEqualTo(rows);

    toggle("login-source", "Resume");
    eventually("the rows", () -> rows() == rows + 101);
    eventually("the login", () -> followed(id).contains("in the table after"));
    eventually("an empty queue", () -> browser.text("#queue-messages").equals("0"));
    assertThat(browser.text("#balance")).startsWith("✓ ");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(9)
  void aTaskThatFailedSaysWhyAndItsButtonStartsItAnewWhenThatIsMended() throws Exception {
    WebElement restart = browser.find("#connectors [data-name=user-logins-sink] .restart");
    assertThat(restart.isDisplayed()).isFalse();
    alterTable("ADD COLUMN tenant text NOT NULL DEFAULT 'one'");
    alterTable("ALTER COLUMN tenant DROP DEFAULT");
    type("user_id", "user-of-the-page");
    type("ip", IP);
    String id = send(() -> browser.find("#send").click());
    eventually("the failure", () -> browser.text("#sink-state").equals("failed"));
    eventually("the record", () -> followed(id).contains("in the topic after"));

    assertThat(browser.text("#connectors [data-name=user-logins-sink]")).contains("task 0 failed");
    assertThat(browser.text("#connectors [data-name=user-logins-sink] .reason"))
        .contains("null value in column \"tenant\"");
    assertThat(followed(id)).doesNotContain("in the table after");
    assertThat(browser.markup()).doesNotContain(IP);

    alterTable("DROP COLUMN tenant");
    assertThat(restart.getText()).isEqualTo("Restart what failed");
    restart.click();

    eventually("the row", () -> followed(id).contains("in the table after"));
    eventually("its state", () -> browser.text("#sink-state").equals("running"));
    eventually("that nothing is left to restart", () -> !restart.isDisplayed());
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @Order(10)
  void itIsReadableInLightAndDarkAndOnNarrowWindows() throws Exception {
    boolean update = Boolean.getBoolean("sealstream.docs.update");
    Path target = Files.createDirectories(Backends.PROJECT.resolve("integration-tests/target"));
    Path docs = Backends.PROJECT.resolve("docs");
    browser.run("document.activeElement.blur(); window.scrollTo(0, 0);");
    eventually("that the last rate is past", () -> browser.text("#rows-now").equals("0"));
    for (int width : new int[] {1280, 800, 400}) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.show(width, 1000, dark);
        Long height = (Long) browser.run("return document.documentElement.scrollHeight");
        browser.show(width, Math.toIntExact(height), dark);
        String name = "quickstart-ui" + (width == 1280 ? "" : "-" + width) + (dark ? "-dark" : "");
        boolean shown = update && name.equals("quickstart-ui");
        browser.screenshot((shown ? docs : target).resolve(name + ".png"));
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
            .as(name)
            .isLessThanOrEqualTo(width);
        assertThat((Double) browser.run(CONTRAST)).as("contrast of %s", name).isGreaterThan(4.5);
      }
    }
    browser.show(1280, 1000, false);
    assertThat(Files.size(docs.resolve("quickstart-ui.png"))).isLessThan(300_000);
  }

  @Test
  @Order(11)
  void everyFieldAndButtonAndChartHasAName() {
    assertThat(
            browser.run(
                """
                return [...document.querySelectorAll('input, button, table, svg')]
                  .filter((one) => !one.hidden)
                  .filter((one) => !(one.labels?.length || one.ariaLabel || one.textContent.trim()
                    || one.getAttribute('aria-labelledby')))
                  .map((one) => one.outerHTML)
                """))
        .isEqualTo(List.of());
  }

  @Test
  @Order(12)
  void nothingWasAskedOfAnyOtherMachine() throws Exception {
    assertThat(browser.requests())
        .hasSizeGreaterThan(10)
        .allSatisfy(address -> assertThat(address).startsWith(url));
  }

  @Test
  @Order(13)
  void noTypedValueIsInTheLogOrOnTheTerminal() throws Exception {
    assertThat(Files.readString(folder.resolve("servers.log")))
        .contains("login-source")
        .doesNotContain(IP)
        .doesNotContain(DEVICE);
    assertThat(read(output)).doesNotContain(IP).doesNotContain(DEVICE);
  }

  @Test
  @Order(14)
  void anotherSiteInTheSameBrowserCanNeitherSendNorPauseNorRead() throws Exception {
    String balance = browser.text("#balance");
    HttpServer site =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    site.createContext(
        "/",
        exchange -> {
          byte[] page =
              "<!DOCTYPE html><title>another site</title>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    site.start();
    try {
      browser.open("http://127.0.0.1:" + site.getAddress().getPort() + "/");
      assertThat(browser.runAsync(ATTACK.formatted(url))).isEqualTo(List.of("none could be read"));
      browser.run(FORM.formatted(url));
      eventually(
          "the answer to the form",
          () -> browser.text("body").contains("Only the page itself may ask for this."));
      browser.open("http://" + REBOUND + ":" + URI.create(url).getPort() + "/api/state");
      assertThat(browser.text("body")).contains("answers to no other name");
    } finally {
      site.stop(0);
    }
    browser.open(url);
    eventually("the same numbers", () -> browser.text("#balance").equals(balance));
    assertThat(browser.text("#source-state")).isEqualTo("running");
    browser.complaints(); // of what was refused
  }

  @Test
  @Order(15)
  void thePageSaysThatTheQuickstartHasStoppedAndNothingIsLeft() throws Exception {
    assertThat(browser.complaints()).isEmpty();

    quickstart.destroy();

    eventually("the banner", () -> browser.text("#banner").contains("The quickstart has stopped"));
    assertThat(browser.text("#status")).isEqualTo("stopped");
    assertThat(browser.find("#send").isEnabled()).isFalse();
    assertThat(quickstart.waitFor()).as("exit code after SIGTERM").isZero();
    assertThat(temporary).as("nothing is left behind").isEmptyDirectory();
  }

  /** What another page of the browser can try: with and without a preflight, and to read. */
  private static final String ATTACK =
      """
      const url = '%s';
      const json = {'Content-Type': 'application/json'};
      const tries = [
        fetch(url + 'api/logins', {method: 'POST', headers: json, body: '{}'}),
        fetch(url + 'api/connectors/login-source/pause', {method: 'POST', headers: json, body: '{}'}),
        fetch(url + 'api/state'),
        fetch(url + 'api/logins', {method: 'POST', mode: 'no-cors', body: '{}'}),
        fetch(url + 'api/connectors/login-source/pause',
          {method: 'POST', mode: 'no-cors', body: new URLSearchParams({a: 'b'})}),
      ];
      const answers = await Promise.all(
        tries.map((one) => one.then((answer) => answer.type, () => 'none could be read')));
      return [...new Set(answers)];
      """;

  /** A form needs no script's permission, and its browser goes to the answer. */
  private static final String FORM =
      """
      const form = document.createElement('form');
      form.method = 'post';
      form.enctype = 'text/plain';
      form.action = '%sapi/logins';
      document.body.append(form);
      form.submit();
      """;

  /** The lowest contrast of a text to what is behind it, as WCAG 2 counts it. */
  private static final String CONTRAST =
      """
      const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
      const light = (colour) => {
        const [r, g, b] = parse(colour).slice(0, 3).map((one) => {
          const part = one / 255;
          return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const behind = (one) => {
        for (let at = one; at; at = at.parentElement) {
          const colour = getComputedStyle(at).backgroundColor;
          const [, , , alpha = 1] = parse(colour);
          if (alpha === 1) {
            return colour;
          }
        }
        return 'rgb(255, 255, 255)';
      };
      const texts = [...document.querySelectorAll('body *')].filter(
        (one) => one.checkVisibility() && !one.disabled
          && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
      return Math.min(1000, ...texts.map((one) => {
        const [a, b] = [light(getComputedStyle(one).color), light(behind(one))];
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      })) + 0.001;
      """;

  private static void type(String field, String text) {
    WebElement input = browser.find("[name=" + field + "]");
    input.clear();
    input.sendKeys(text);
  }

  /** Sends what the form holds, and gives the message's id when the page follows it. */
  private static String send(Runnable how) {
    String newest = "return document.querySelector('#followed > li')?.dataset.message ?? ''";
    Object before = browser.run(newest);
    how.run();
    eventually("the message", () -> !browser.run(newest).equals(before));
    return browser.run(newest).toString();
  }

  private static String followed(String id) {
    return browser.text("#followed [data-message='" + id + "']").replaceAll("\\s+", " ");
  }

  private static void toggle(String connector, String expected) {
    WebElement button = browser.find("#connectors [data-name=" + connector + "] .toggle");
    assertThat(button.getText()).isEqualTo(expected);
    button.click();
  }

  private static void alterTable(String how) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(report.at("/endpoints/jdbc").asText());
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE user_logins " + how);
    }
  }

  private static long rows() {
    return Long.parseLong(find(ROWS, browser.text("#balance")).replace(",", ""));
  }

  private static boolean said(String text) throws IOException {
    assertThat(quickstart.isAlive()).as(read(output)).isTrue();
    return read(output).contains(text);
  }

  private static void eventually(String what, Callable<Boolean> holds) {
    await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100)).until(holds);
  }

  private static String find(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .findFirst()
        .map(result -> result.group(1))
        .orElseThrow(() -> new AssertionError("no " + pattern + " in: " + text));
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
  }
}
