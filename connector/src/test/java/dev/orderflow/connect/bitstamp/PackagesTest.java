package dev.orderflow.connect.bitstamp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Packages depend one way, and what knows the exchange knows no Kafka type. */
class PackagesTest {

  private static final String BASE = "dev.orderflow.connect.bitstamp";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void dependOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("connect")
        .definedBy(BASE)
        .layer("record")
        .definedBy(BASE + ".record")
        .layer("continuity")
        .definedBy(BASE + ".continuity")
        .layer("exchange")
        .definedBy(BASE + ".exchange")
        .whereLayer("record")
        .mayOnlyAccessLayers("continuity", "exchange")
        .whereLayer("continuity")
        .mayOnlyAccessLayers("exchange")
        .whereLayer("exchange")
        .mayNotAccessAnyLayer()
        .check(classes);
  }

  @Test
  void theExchangeAndContinuityKnowNoKafkaType() {
    noClasses()
        .that()
        .resideInAnyPackage(BASE + ".exchange", BASE + ".continuity")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(classes);
  }
}
