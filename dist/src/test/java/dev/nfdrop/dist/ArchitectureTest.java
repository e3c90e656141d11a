package dev.nfdrop.dist;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keeps the table of ARCHITECTURE.md: who may know whom.
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.nfdrop");

  @ParameterizedTest
  @ValueSource(strings = {"ebpf", "locator", "nftables", "trace", "cli"})
  void seesEveryModule(String module) {
    assertThat(CLASSES.that(resideInAPackage("dev.nfdrop." + module + ".."))).isNotEmpty();
  }

  @Test
  void modulesKnowOnlyWhatTheTableAllows() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.nfdrop..")
        .layer("system calls")
        .definedBy("dev.nfdrop.ebpf.sys..")
        .layer("ebpf")
        .definedBy(
            resideInAPackage("dev.nfdrop.ebpf..")
                .and(not(resideInAPackage("dev.nfdrop.ebpf.sys.."))))
        .layer("locator")
        .definedBy("dev.nfdrop.locator..")
        .layer("nftables")
        .definedBy("dev.nfdrop.nftables..")
        .layer("trace")
        .definedBy("dev.nfdrop.trace..")
        .layer("cli")
        .definedBy("dev.nfdrop.cli..")
        .whereLayer("cli")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("trace")
        .mayOnlyBeAccessedByLayers("cli")
        .whereLayer("nftables")
        .mayOnlyBeAccessedByLayers("trace", "cli")
        .whereLayer("locator")
        .mayOnlyBeAccessedByLayers("trace")
        .whereLayer("ebpf")
        .mayOnlyBeAccessedByLayers("trace")
        .whereLayer("system calls")
        .mayOnlyBeAccessedByLayers("ebpf", "nftables", "trace", "cli")
        .check(CLASSES);
  }

  @Test
  void onlyOnePackageMakesSystemCalls() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nfdrop.ebpf.sys..")
        .and()
        .haveNameNotMatching(".*Library(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.foreign.Linker")
        .because(
            "the binding of a native library lives alone in one class *Library; all else in sys")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandEndsTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.nfdrop.cli")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.nfdrop.(*).(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
