package im.sidestream.component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom in this module. */
class ArrowsTest {

    private static final String BASE = "im.sidestream.component.";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("im.sidestream.component");

    @Test
    void stanza_knows_slot_the_xmpp_libraries_and_nothing_else() {
        classes()
                .that()
                .resideInAPackage(BASE + "stanza..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "stanza..",
                        "im.sidestream.slot..",
                        "im.sidestream.delivery..",
                        "java..",
                        "javax.net..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.jivesoftware.whack..",
                        "org.xmpp..",
                        "org.dom4j..",
                        "org.xmlpull..")
                .check(OURS);
    }

    @Test
    void slots_knows_slot_stanza_and_the_stanza_types() {
        classes()
                .that()
                .resideInAPackage(BASE + "slots..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "slots..",
                        BASE + "stanza..",
                        "im.sidestream.slot..",
                        "java..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.xmpp.component..",
                        "org.xmpp.packet..",
                        "org.dom4j..")
                .check(OURS);
    }

    @Test
    void offers_knows_stanza_the_ports_and_the_stanza_types() {
        classes()
                .that()
                .resideInAPackage(BASE + "offers..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "offers..",
                        BASE + "stanza..",
                        "im.sidestream.slot..",
                        "im.sidestream.delivery..",
                        "java..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.xmpp.packet..",
                        "org.dom4j..")
                .check(OURS);
    }

    @Test
    void handover_knows_offers_stanza_the_ports_and_the_stanza_types() {
        classes()
                .that()
                .resideInAPackage(BASE + "handover..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "handover..",
                        BASE + "offers..",
                        BASE + "stanza..",
                        "im.sidestream.slot..",
                        "im.sidestream.delivery..",
                        "java..",
                        "org.jspecify..",
                        "org.xmpp.packet..",
                        "org.dom4j..")
                .check(OURS);
    }

    @Test
    void command_knows_the_other_faces_and_the_ports() {
        classes()
                .that()
                .resideInAPackage(BASE + "command..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "command..",
                        BASE + "offers..",
                        BASE + "slots..",
                        BASE + "stanza..",
                        "im.sidestream.delivery..",
                        "im.sidestream.slot..",
                        "java..",
                        "javax.crypto..",
                        "org.jspecify..",
                        "org.slf4j..",
                        "org.xmpp.packet..",
                        "org.dom4j..")
                .check(OURS);
    }

    @Test
    void whack_and_the_parser_are_seen_by_stanza_alone() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "stanza..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jivesoftware..", "org.xmlpull..")
                .check(OURS);
    }

    @Test
    void the_faces_do_not_know_http_storage_or_the_wiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        BASE + "app..",
                        "im.sidestream.http..",
                        "im.sidestream.catalog..",
                        "im.sidestream.blob..",
                        "im.sidestream.config..",
                        "im.sidestream.app..",
                        "org.eclipse.jetty..")
                .check(OURS);
    }
}
