package im.sidestream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Why is told at {@link OwnThread}, which tests use; the program has its pools. The tests of each module have this file. */
class CommonPoolTest {
    private final JavaClasses suspects =
            new ClassFileImporter().withImportOption(CommonPoolTest::isSuspect).importPackages("im.sidestream");

    /** Whether the names are in the class at all: to read all of every class would take its time. */
    private static boolean isSuspect(Location location) {
        if (location.isJar()) {
            return false;
        }
        try {
            String bytes = Files.readString(Path.of(location.asURI()), StandardCharsets.ISO_8859_1);
            return bytes.contains("Async") || bytes.contains("delayedExecutor");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nobodyLeavesWorkToTheCommonPool() {
        noClasses()
                .should()
                .callMethodWhere(describe("a stage runs without an executor", CommonPoolTest::isPooled))
                .check(suspects);
    }

    private static boolean isPooled(JavaMethodCall call) {
        boolean isStage = call.getTargetOwner().getPackageName().equals("java.util.concurrent")
                && call.getName().matches(".*Async|delayedExecutor");
        return isStage
                && call.getTarget().getRawParameterTypes().stream()
                        .noneMatch(type -> type.isEquivalentTo(Executor.class));
    }
}
