package dev.orderflow.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Packages depend one way, each on no others than are listed here; the market knows no Spark. */
class PackagesTest {

  private static final String BASE = "dev.orderflow.spark";
  private static final Set<String> MARKET =
      Set.of(
          ".market",
          ".market.alert",
          ".market.analysis",
          ".market.book",
          ".market.candle",
          ".market.flow",
          ".market.order");

  /** What each package may use; {@code .market.*} stands for all of the market. */
  private static final Map<String, Set<String>> ALLOWED =
      Map.ofEntries(
          Map.entry("", Set.of(".audit", ".job", ".kafka", ".market.*", ".run")),
          Map.entry(".run", Set.of(".files", ".job", ".kafka", ".scan")),
          Map.entry(".job", Set.of(".kafka", ".market.*", ".scan", ".source")),
          Map.entry(".audit", Set.of(".kafka", ".market")),
          Map.entry(".scan", Set.of(".market", ".source")),
          Map.entry(".kafka", Set.of()),
          Map.entry(".files", Set.of()),
          Map.entry(".source", Set.of(".market")),
          Map.entry(".market", Set.of()),
          Map.entry(".market.candle", Set.of(".market")),
          Map.entry(".market.book", Set.of(".market")),
          Map.entry(".market.order", Set.of(".market", ".market.book")),
          Map.entry(
              ".market.flow", Set.of(".market", ".market.alert", ".market.book", ".market.order")),
          Map.entry(".market.alert", Set.of(".market", ".market.book", ".market.order")),
          Map.entry(
              ".market.analysis",
              Set.of(".market", ".market.alert", ".market.book", ".market.flow", ".market.order")));

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(BASE);

  @Test
  void dependOneWay() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitecture();
    for (String name : ALLOWED.keySet()) {
      layers = layers.layer(BASE + name).definedBy(BASE + name);
    }
    for (Map.Entry<String, Set<String>> each : ALLOWED.entrySet()) {
      String[] allowed =
          each.getValue().stream()
              .flatMap(name -> name.equals(".market.*") ? MARKET.stream() : Set.of(name).stream())
              .map(BASE::concat)
              .toArray(String[]::new);
      layers =
          allowed.length == 0
              ? layers.whereLayer(BASE + each.getKey()).mayNotAccessAnyLayer()
              : layers.whereLayer(BASE + each.getKey()).mayOnlyAccessLayers(allowed);
    }
    layers.check(classes);
  }

  @Test
  void theMarketKnowsNoSparkType() {
    noClasses()
        .that()
        .resideInAPackage(BASE + ".market..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.kafka..")
        .check(classes);
  }
}
