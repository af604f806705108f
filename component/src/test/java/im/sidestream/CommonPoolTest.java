package im.sidestream;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

/** Why is told at {@link OwnThread}, which tests use; the program has its pools. The tests of each module have this file. */
class CommonPoolTest {
    private final JavaClasses all = ArchConfiguration.withThreadLocalScope(CommonPoolTest::all);

    /** What the classes of others are is not asked, which would take most of the time. */
    private static JavaClasses all(ArchConfiguration configuration) {
        configuration.setResolveMissingDependenciesFromClassPath(false);
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages("im.sidestream");
    }

    @Test
    void nobodyLeavesWorkToTheCommonPool() {
        noClasses()
                .should()
                .callMethodWhere(describe("a stage runs without an executor", CommonPoolTest::isPooled))
                .check(all);
    }

    private static boolean isPooled(JavaMethodCall call) {
        boolean isStage = call.getTargetOwner().getPackageName().equals("java.util.concurrent")
                && call.getName().matches(".*Async|delayedExecutor");
        return isStage
                && call.getTarget().getRawParameterTypes().stream()
                        .noneMatch(type -> type.isEquivalentTo(Executor.class));
    }
}
