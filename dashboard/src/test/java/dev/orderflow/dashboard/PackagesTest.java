package dev.orderflow.dashboard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Packages depend one way, and what the page shows knows neither Kafka nor the web. */
class PackagesTest {

  private static final String BASE = "dev.orderflow.dashboard";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void dependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("server")
        .definedBy(BASE)
        .layer("web")
        .definedBy(BASE + ".web")
        .layer("feed")
        .definedBy(BASE + ".feed")
        .layer("market")
        .definedBy(BASE + ".market")
        .whereLayer("web")
        .mayNotAccessAnyLayer()
        .whereLayer("feed")
        .mayOnlyAccessLayers("market")
        .whereLayer("market")
        .mayNotAccessAnyLayer()
        .check(classes);
  }

  @Test
  void theMarketKnowsNeitherKafkaNorTheWeb() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".market")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "io.netty..")
        .check(classes);
  }
}
