package org.quakecore.cssync;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.File;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules of the house: who may know whom, and what only one room may touch. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HouseRulesTest {
  private static final String HOUSE = "org.quakecore.cssync";

  /** From the top down; the rooms of one floor do not know one another. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("cli"),
          List.of("preprocess", "upload", "download", "status", "doctor"),
          List.of("inventory", "page", "purge"),
          List.of("manifest", "transfer"),
          List.of("remote"),
          List.of("archive"),
          List.of("catalogue"));

  private static final int MOST_CLASSES = 25;
  private static final int MOST_PARAMETERS = 5;

  private final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HOUSE);

  @Test
  void everyRoomKnowsOnlyTheFloorsBelowIt() {
    LayeredArchitecture layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().layer("Main").definedBy(HOUSE);
    for (List<String> floor : FLOORS) {
      for (String room : floor) {
        layers = layers.layer(room).definedBy(HOUSE + "." + room + "..");
      }
    }
    layers = layers.whereLayer("Main").mayNotBeAccessedByAnyLayer();
    List<String> above = new ArrayList<>(List.of("Main"));
    for (List<String> floor : FLOORS) {
      for (String room : floor) {
        layers = layers.whereLayer(room).mayOnlyBeAccessedByLayers(above.toArray(String[]::new));
      }
      above.addAll(floor);
    }
    layers.check(house);
  }

  @Test
  void thereIsNoRoomBesidesTheOnesDrawn() {
    List<String> packages = new ArrayList<>(List.of(HOUSE));
    FLOORS.forEach(floor -> floor.forEach(room -> packages.add(HOUSE + "." + room + "..")));
    classes().should().resideInAnyPackage(packages.toArray(String[]::new)).check(house);
  }

  @Test
  void noRoomsKnowEachOtherInACircle() {
    slices().matching(HOUSE + ".(**)").should().beFreeOfCycles().check(house);
  }

  @Test
  void noRoomIsTooFullToBeSeenAtOnce() {
    Map<String, Long> sizes =
        house.stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    sizes.values().removeIf(size -> size <= MOST_CLASSES);
    assertEquals(Map.of(), sizes);
  }

  @Test
  void noClassRepeatsTheNameOfItsRoom() {
    List<String> named =
        house.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(HouseRulesTest::repeatsItsRoom)
            .map(JavaClass::getName)
            .toList();
    assertEquals(List.of(), named);
  }

  /**
   * Whoever needs more than that asks for a value that groups them, or is a function in disguise.
   */
  @Test
  void noConstructorTakesTooMuch() {
    List<String> greedy =
        house.stream()
            .filter(each -> !each.isRecord() && !each.isEnum())
            .flatMap(each -> each.getConstructors().stream())
            .filter(each -> each.getParameters().size() > MOST_PARAMETERS)
            .map(JavaConstructor::getFullName)
            .toList();
    assertEquals(List.of(), greedy);
  }

  @Test
  void onlySubprocessStartsPrograms() {
    noClasses()
        .that(areNotPartOf(HOUSE + ".remote.rclone.process.Subprocess"))
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

  /** What one forgets to hand on, whoever listens behind it never hears. */
  @Test
  void whoeverHandsOnProgressHandsOnAllOfIt() {
    JavaClass progress = house.get(HOUSE + ".transfer.Progress");
    List<String> kept =
        house.stream()
            .filter(each -> !each.isInterface() && each.isAssignableTo(progress.getName()))
            .filter(
                each ->
                    each.getFields().stream()
                        .anyMatch(field -> field.getRawType().isEquivalentTo(progress.reflect())))
            .flatMap(
                each ->
                    progress.getMethods().stream()
                        .filter(
                            method ->
                                each.tryGetMethod(
                                        method.getName(),
                                        method.getRawParameterTypes().stream()
                                            .map(JavaClass::getName)
                                            .toArray(String[]::new))
                                    .isEmpty())
                        .map(method -> each.getSimpleName() + " keeps " + method.getName()))
            .toList();
    assertEquals(List.of(), kept);
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
  void onlyThePageKnowsHowTemplatesAreRendered() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HOUSE + ".page..")
        .should()
        .dependOnClassesThat(resideInAPackage("io.pebbletemplates.."))
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

  /** {@code upload.UploadPlan} does; {@code upload.Upload}, which is the room's own, does not. */
  private static boolean repeatsItsRoom(JavaClass each) {
    String packageName = each.getPackageName();
    String room = packageName.substring(packageName.lastIndexOf('.') + 1);
    String name = each.getSimpleName();
    return name.length() > room.length()
        && name.regionMatches(true, 0, room, 0, room.length())
        && Character.isUpperCase(name.charAt(room.length()));
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
