package io.vmstation.host;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.apache.camel.Processor;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The architecture, of both modules together. */
class HouseRulesTest {
    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    // the fixtures of the other module, which ArchUnit takes for its classes
                    .withImportOption(location -> !location.contains("-tests.jar"))
                    .importPackages("io.vmstation");

    @Test
    void seesBothModules() {
        assertThat(ALL.contain("io.vmstation.host.Host")).isTrue();
        assertThat(ALL.contain("io.vmstation.node.Node")).isTrue();
        assertThat(ALL.size()).isGreaterThan(50);
    }

    @Test
    void lowerLayersDoNotKnowTheHost() {
        noClasses()
                .that(resideInAPackage("io.vmstation..").and(not(resideInAPackage("..host.."))))
                .should()
                .dependOnClassesThat(resideInAPackage("..host.."))
                .check(ALL);
    }

    @Test
    void onlyWiringConstructsProcessors() {
        noClasses()
                .that(not(wiring()))
                .should()
                .callConstructorWhere(
                        new DescribedPredicate<JavaConstructorCall>("a processor is made") {
                            @Override
                            public boolean test(JavaConstructorCall call) {
                                JavaClass made = call.getTargetOwner();
                                return made.isAssignableTo(Processor.class)
                                        && made.getPackageName().startsWith("io.vmstation")
                                        && !call.getOriginOwner().equals(made)
                                        && !call.getOriginOwner().isAssignableTo(made.getName());
                            }
                        })
                .check(ALL);
    }

    @Test
    void packagesAreNullMarked() {
        List<String> unmarked =
                ALL.stream()
                        .filter(type -> !type.getPackage().isAnnotatedWith(NullMarked.class))
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .toList();
        assertThat(unmarked).isEmpty();
    }

    @Test
    void namesSayWhatAClassDoes() {
        for (String word : List.of("Manager", "Helper", "Util", "Utils", "Impl")) {
            classes().should().haveSimpleNameNotEndingWith(word).check(ALL);
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.vmstation.(*)..").should().beFreeOfCycles().check(ALL);
    }

    private static DescribedPredicate<JavaClass> not(DescribedPredicate<? super JavaClass> other) {
        return DescribedPredicate.not(other).forSubtype();
    }

    private static DescribedPredicate<JavaClass> wiring() {
        return DescribedPredicate.describe(
                "wiring",
                type ->
                        type.getPackageName().equals("io.vmstation.host")
                                && type.getSimpleName().endsWith("Wiring"));
    }
}
