package io.sealstream.connect.sqs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

@AnalyzeClasses(
    packages = "io.sealstream.connect.sqs",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** The client and its calls, credentials, and what all of these fail with. */
  private static final Set<Class<?>> AWS_CLASSES =
      Set.of(
          AwsSqsService.class,
          AwsSqsQueue.class,
          Http.class,
          NettyHttp.class,
          CrtHttp.class,
          CrtErrors.class,
          AwsCredentials.class,
          CredentialsSource.class,
          RoleSession.class,
          WebIdentity.class,
          ClockRetry.class,
          CustomCredentials.class,
          AwsErrors.class,
          S3PayloadStore.class);

  private static final Set<Class<?>> PUBLIC_CLASSES =
      Set.of(SqsSourceConnector.class, SqsSourceTask.class);

  @ArchTest
  static final ArchRule onlyTheClassesAtItsBorderKnowTheAwsSdk =
      noClasses()
          .that(
              DescribedPredicate.not(
                  DescribedPredicate.describe(
                      "are at the border to the AWS SDK",
                      (JavaClass c) ->
                          AWS_CLASSES.stream().anyMatch(outermost(c)::isEquivalentTo))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..");

  /** The SDK's part for S3 is not in the archive: the plugin has to load and run without it. */
  @ArchTest
  static final ArchRule onlyOneClassKnowsS3 =
      noClasses()
          .that()
          .areNotAssignableTo(S3PayloadStore.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "software.amazon.awssdk.services.s3..", "software.amazon.payloadoffloading..");

  @ArchTest
  static final ArchRule nothingDependsOnTheWorkersInside =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka.connect.runtime..", "org.apache.kafka.connect.transforms..");

  @ArchTest
  static final ArchRule onlyWhatConnectCreatesIsPublic =
      classes()
          .that()
          .areTopLevelClasses()
          .and(
              DescribedPredicate.not(
                  DescribedPredicate.describe(
                      "are the connector or the task",
                      (JavaClass c) -> PUBLIC_CLASSES.stream().anyMatch(c::isEquivalentTo))))
          .should()
          .notBePublic();

  @ArchTest
  static final ArchRule whatConnectCreatesIsPublicAndFinal =
      classes()
          .that()
          .belongToAnyOf(SqsSourceConnector.class, SqsSourceTask.class)
          .and()
          .areTopLevelClasses()
          .should()
          .bePublic()
          .andShould()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest static final ArchRule noJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

  @ArchTest static final ArchRule noStandardStreams = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

  /** A quoted key in any other source file is a second place that knows its name. */
  @ArchTest
  static void onlyTheConfigurationNamesItsKeys(JavaClasses classes) throws IOException {
    List<Path> sources = mainSources();
    List<String> found = new ArrayList<>();
    for (Path source : sources) {
      String text = Files.readString(source);
      for (String key : SqsSourceConfig.CONFIG_DEF.names()) {
        if (text.contains('"' + key + '"')) {
          found.add(source.getFileName() + " names " + key);
        }
      }
    }

    assertThat(sources).as("the rule looks at the real sources").hasSizeGreaterThan(20);
    assertThat(found).isEmpty();
    assertThat(classes).isNotEmpty();
  }

  private static List<Path> mainSources() throws IOException {
    Path root = Path.of(System.getProperty("basedir", ""), "src", "main", "java");
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("SqsSourceConfig.java"))
          .toList();
    }
  }

  private static JavaClass outermost(JavaClass nested) {
    JavaClass outer = nested;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }
}
