package im.sidestream.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the client's packages, and that it knows nothing of the server. */
class ArchitectureTest {

    private static final String CLIENT = "im.sidestream.demo";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(CLIENT);

    @Test
    void theClientKnowsNothingOfTheServersCode() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "im.sidestream.slot..",
                        "im.sidestream.delivery..",
                        "im.sidestream.catalog..",
                        "im.sidestream.blob..",
                        "im.sidestream.transfer..",
                        "im.sidestream.http..",
                        "im.sidestream.config..",
                        "im.sidestream.app..",
                        "im.sidestream.component..")
                .check(CLASSES);
    }

    @Test
    void theTransferOfBytesKnowsNothingOfXmpp() {
        noClasses()
                .that()
                .resideInAPackage(CLIENT + ".transfer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jivesoftware..", "org.jxmpp..")
                .check(CLASSES);
    }

    @Test
    void messageFormatsKnowNothingOfHttp() {
        noClasses()
                .that()
                .resideInAPackage(CLIENT + ".message..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", CLIENT + ".transfer..", CLIENT + ".session..")
                .check(CLASSES);
    }

    @Test
    void thePackagesHaveNoCycles() {
        slices().matching(CLIENT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
