package im.sidestream.slot;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import im.sidestream.blob.Blob;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may import whom in this module: arrows point at the field's nouns, faces and backends never meet. */
final class ArrowsTest {
    private static final String ROOT = "im.sidestream.";
    private static final List<String> ALL = List.of("java..", "javax..", "org.jspecify..");

    /** What each package may see beside the JDK, its null marks and itself; what is not listed may not exist. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("slot", List.of()),
            Map.entry("delivery", own("slot")),
            Map.entry("catalog", own("slot", "delivery", "org.sqlite..", "com.zaxxer.hikari..", "org.slf4j..")),
            Map.entry("foreign", own("slot")),
            Map.entry("blob", List.of("org.slf4j..", "software.amazon.awssdk..")),
            Map.entry("transfer", own("slot", "blob", "org.slf4j..", "com.github.benmanes.caffeine.cache..")),
            Map.entry("process", own("slot", "blob", "org.slf4j..")),
            Map.entry("sweep", own("slot", "delivery", "blob", "org.slf4j..")),
            Map.entry("notify", own("delivery", "org.slf4j..")),
            Map.entry(
                    "http",
                    own(
                            "transfer",
                            "delivery",
                            "foreign",
                            "slot",
                            "observe",
                            "com.github.benmanes.caffeine.cache..",
                            "org.slf4j..",
                            "org.eclipse.jetty..",
                            "jakarta.servlet..")),
            Map.entry("config", own("slot", "foreign", "delivery", "com.typesafe.config..", "org.slf4j..")),
            Map.entry("observe", List.of("io.prometheus..", "org.slf4j..", "com.sun.management..")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(Upload.class.getProtectionDomain().getCodeSource().getLocation());

    private static List<String> own(String... names) {
        return Stream.of(names)
                .map(name -> name.contains(".") ? name : ROOT + name + "..")
                .toList();
    }

    @Test
    void everyPackageImportsOnlyWhatItMay() {
        ARROWS.forEach((name, others) -> classes()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(allowed(name, others)).or(handedTo(name)))
                .allowEmptyShould(true)
                .check(CLASSES));
    }

    /** A download hands its open blob to the face, which sends the bytes from there; no face may know the store. */
    private static DescribedPredicate<JavaClass> handedTo(String name) {
        return name.equals("http") ? type(Blob.class) : DescribedPredicate.alwaysFalse();
    }

    private static String[] allowed(String name, List<String> others) {
        return Stream.of(ALL.stream(), others.stream(), Stream.of(ROOT + name + ".."))
                .flatMap(one -> one)
                .toArray(String[]::new);
    }

    @Test
    void everyPackageIsInThePlan() {
        List<String> packages = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(ROOT.length()).replaceFirst("\\..*", ""))
                .distinct()
                .toList();

        assertThat(packages)
                .contains("slot", "catalog", "sweep")
                .isSubsetOf(Stream.concat(ARROWS.keySet().stream(), Stream.of("app"))
                        .toList());
    }

    @Test
    void vendorsStayInTheirPackages() {
        only("http", "org.eclipse.jetty..", "jakarta.servlet..");
        only("config", "com.typesafe.config..");
        only("catalog", "org.sqlite..", "java.sql..");
        only("blob.s3", "software.amazon.awssdk..");
    }

    /** A service that keeps its files in a directory loads nothing of the other store. */
    @Test
    void theBucketIsReachedThroughItsStoreAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "blob.s3..", ROOT + "app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + "blob.s3..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(ROOT + "app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("software.amazon.awssdk..")
                .check(CLASSES);
    }

    private void only(String name, String... vendor) {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + name + "..", ROOT + "app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(vendor)
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
