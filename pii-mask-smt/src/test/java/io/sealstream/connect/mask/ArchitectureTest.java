package io.sealstream.connect.mask;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.logging.Logger;

@AnalyzeClasses(
    packages = "io.sealstream.connect.mask",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NOTHING_USES_THE_RUNTIME_OF_CONNECT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.connect.runtime..");

  @ArchTest
  static final ArchRule COMMAND_LINE_AND_CIPHER_RUN_WITHOUT_KAFKA =
      noClasses()
          .that()
          .resideInAnyPackage("..mask.cli..", "..mask.crypto..")
          .should()
          .transitivelyDependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule THE_CIPHER_KNOWS_NOBODY_ABOVE_IT =
      noClasses()
          .that()
          .resideInAPackage("..mask.crypto..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sealstream.connect.mask", "..mask.cli..");

  @ArchTest
  static final ArchRule ONLY_THE_CIPHER_AND_THE_CONFIGURATION_USE_TINK =
      noClasses()
          .that()
          .resideOutsideOfPackages("..mask.crypto..", "..mask.cli..")
          .and()
          .doNotHaveSimpleName("MaskPiiConfig")
          .and()
          .doNotHaveSimpleName("MaskPii")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.google.crypto.tink..");

  @ArchTest
  static final ArchRule THE_PLUGIN_DOES_WITHOUT_THE_COMMAND_AND_ITS_LIBRARIES =
      noClasses()
          .that()
          .resideOutsideOfPackage("..mask.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..mask.cli..",
              "picocli..",
              "de.siegmar.fastcsv..",
              "me.tongfei.progressbar..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule CHECKING_TEXT_NEEDS_NO_KEY =
      noClasses()
          .that()
          .haveNameMatching(".*\\.(CheckText|TextCheck).*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..mask.crypto..");

  @ArchTest
  static final ArchRule NOTHING_LOGS =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Logger.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(System.Logger.class)
          .because("what has no logs tells nothing in them");

  @ArchTest
  static final ArchRule NOTHING_IS_MANAGED_BUT_COUNTS =
      noClasses()
          .that()
          .doNotHaveSimpleName("TransformMetrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.management..", "javax.management..");

  @ArchTest
  static final ArchRule METRICS_GET_NO_VALUE =
      noClasses()
          .that()
          .haveSimpleName("TransformMetrics")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka.connect..", "..mask.crypto..")
          .because("they count, and shall have nothing else to tell");
}
