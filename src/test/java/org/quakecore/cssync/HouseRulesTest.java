package org.quakecore.cssync;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules of the house: who may know whom, and what only one room may touch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HouseRulesTest {
  private static final String HOUSE = "org.quakecore.cssync";
  private static final List<String> ROOMS =
      List.of("cli", "job", "stocktake", "archive", "remote", "catalogue");
  private static final int LONGEST_FILE_LINES = 300;

  private final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);

  @Test
  void everyRoomKnowsOnlyTheRoomsBelowIt() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("Main")
            .definedBy(HOUSE);
    for (String room : ROOMS) {
      layers = layers.layer(room).definedBy(HOUSE + "." + room + "..");
    }
    layers
        .whereLayer("Main")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("cli")
        .mayOnlyBeAccessedByLayers("Main")
        .whereLayer("job")
        .mayOnlyBeAccessedByLayers("Main", "cli")
        .whereLayer("stocktake")
        .mayOnlyBeAccessedByLayers("Main", "cli", "job")
        .whereLayer("archive")
        .mayOnlyBeAccessedByLayers("Main", "cli", "job")
        .whereLayer("remote")
        .mayOnlyBeAccessedByLayers("Main", "cli", "job")
        .check(house);
  }

  @Test
  void thereIsNoRoomBesidesTheOnesDrawn() {
    List<String> packages = new ArrayList<>(List.of(HOUSE));
    ROOMS.forEach(room -> packages.add(HOUSE + "." + room));
    classes().should().resideInAnyPackage(packages.toArray(String[]::new)).check(house);
  }

  @Test
  void noRoomsKnowEachOtherInACircle() {
    slices().matching(HOUSE + ".(*)..").should().beFreeOfCycles().check(house);
  }

  @Test
  void onlySubprocessStartsPrograms() {
    noClasses()
        .that(areNotPartOf(HOUSE + ".remote.Subprocess"))
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .orShould()
        .accessTargetWhere(use(Runtime.class, "exec"))
        .check(house);
  }

  /** Somebody's locale has other digits, and Turkish has an i of its own. */
  @Test
  void nothingDependsOnTheUsersLocale() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .check(house);
  }

  /** All others take a folder that could be read in part for a short one, or end in a bug. */
  @Test
  void onlyFolderListingReadsFolders() {
    noClasses()
        .that(areNotPartOf(HOUSE + ".catalogue.FolderListing"))
        .should()
        .accessTargetWhere(use(File.class, "list", "listFiles"))
        .orShould()
        .accessTargetWhere(use(Files.class, "list", "walk", "find", "newDirectoryStream"))
        .check(house);
  }

  @Test
  void onlyMainEndsTheProgramOrTakesTheStandardStreams() {
    noClasses()
        .that(areNotPartOf(HOUSE + ".Main"))
        .should()
        .accessTargetWhere(use(System.class, "exit", "in", "out", "err"))
        .orShould()
        .accessTargetWhere(use(Runtime.class, "exit", "halt"))
        .orShould()
        .accessTargetWhere(printAStackTraceToStandardError())
        .check(house);
  }

  @Test
  void onlyMainAndTheCommandsKnowPicocli() {
    noClasses()
        .that(areNotPartOf(HOUSE + ".Main"))
        .and()
        .resideOutsideOfPackage(HOUSE + ".cli..")
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(house);
  }

  @Test
  void onlyTheArchiveKnowsHowTarsAreWritten() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HOUSE + ".archive..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.commons.compress.."))
        .check(house);
  }

  @Test
  void onlyTheCatalogueKnowsYaml() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HOUSE + ".catalogue..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.yaml.snakeyaml.."))
        .check(house);
  }

  @Test
  void noClassIsNamedForHavingNoPlace() {
    noClasses()
        .should()
        .haveNameMatching(".*(Util|Utils|Utilities|Helper|Helpers|Manager)(\\$.*)?")
        .check(house);
  }

  @Test
  void noStaticFieldHoldsState() {
    noFields()
        .that()
        .areStatic()
        .should()
        .notBeFinal()
        .orShould()
        .haveRawType(resideInAPackage("java.util.concurrent.atomic.."))
        .orShould()
        .haveRawType(keepsWhatIsPutIn())
        .check(house);
  }

  @Test
  void noFileIsTooLongToRead() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
    List<String> tooLong = new ArrayList<>();
    for (Path source : sources) {
      int lines = Files.readAllLines(source).size();
      if (lines > LONGEST_FILE_LINES) {
        tooLong.add(source + " has " + lines + " lines; the limit is " + LONGEST_FILE_LINES);
      }
    }
    assertFalse(sources.isEmpty());
    assertEquals(List.of(), tooLong);
  }

  /** A class is part of another when it is that class or nested in it, however deep. */
  private static DescribedPredicate<JavaClass> areNotPartOf(String className) {
    return describe(
        "are not part of " + className,
        candidate ->
            !candidate.getName().equals(className)
                && !candidate.getName().startsWith(className + "$"));
  }

  private static DescribedPredicate<JavaAccess<?>> use(Class<?> owner, String... names) {
    Set<String> members = Set.of(names);
    return describe(
        "any of " + owner.getSimpleName() + "." + String.join(", ", names) + " is used",
        access ->
            access.getTargetOwner().isEquivalentTo(owner) && members.contains(access.getName()));
  }

  private static DescribedPredicate<JavaAccess<?>> printAStackTraceToStandardError() {
    return describe(
        "printStackTrace() is used",
        access -> access.getTarget().getFullName().endsWith(".printStackTrace()"));
  }

  private static DescribedPredicate<JavaClass> keepsWhatIsPutIn() {
    Set<String> containers =
        Set.of(
            "java.util.ArrayList",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.concurrent.ConcurrentHashMap",
            "java.util.concurrent.ConcurrentMap",
            "java.lang.StringBuilder",
            "java.lang.ThreadLocal");
    return describe("that keeps what is put in", type -> containers.contains(type.getName()));
  }
}
