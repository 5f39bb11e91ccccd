package io.vmstation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.junit.jupiter.api.Test;

/** The architecture: features on top of what they share, on top of the words of the domain. */
class HouseRulesTest {
    private static final String BASE = "io.vmstation.";
    private static final List<String> FEATURES =
            List.of(
                    "api",
                    "wake",
                    "share",
                    "relay",
                    "proxy",
                    "sleep",
                    "ipmi",
                    "energy",
                    "kube",
                    "terraform",
                    "monitor");
    private static final List<String> SHARED =
            List.of("config", "reach", "lan", "exec", "ledger", "watch", "metrics", "schedule");

    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.vmstation");

    @Test
    void seesTheClassesOfThisModule() {
        assertThat(ALL.contain("io.vmstation.node.Node")).isTrue();
        assertThat(ALL.size()).isGreaterThan(20);
    }

    @Test
    void everyPackageHasItsLayer() {
        List<String> known =
                Stream.of(FEATURES, SHARED, List.of("spi", "node"))
                        .flatMap(List::stream)
                        .map(name -> BASE + name)
                        .toList();
        assertThat(ALL)
                .extracting(JavaClass::getPackageName)
                .allSatisfy(
                        name ->
                                assertThat(known)
                                        .anyMatch(
                                                layer ->
                                                        name.equals(layer)
                                                                || name.startsWith(layer + ".")));
    }

    @Test
    void theDomainKnowsNothingElse() {
        dependOnlyOn("node", List.of()).check(ALL);
        dependOnlyOn("spi", List.of("node")).check(ALL);
    }

    @Test
    void sharedPartsKnowTheDomainOnly() {
        for (String part : SHARED) {
            dependOnlyOn(part, Stream.concat(SHARED.stream(), Stream.of("spi", "node")).toList())
                    .check(ALL);
        }
    }

    @Test
    void featuresDoNotKnowEachOther() {
        for (String feature : FEATURES) {
            dependOnlyOn(feature, Stream.concat(SHARED.stream(), Stream.of("spi", "node")).toList())
                    .check(ALL);
        }
    }

    @Test
    void onlyProcessorsAndWhatListensKnowCamel() {
        noClasses()
                .that(
                        not(resideInAnyPackage(
                                        "io.vmstation.relay..",
                                        "io.vmstation.share..",
                                        "io.vmstation.kube.trigger.."))
                                .and(not(processors())))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("org.apache.camel..").and(not(managementAnnotations())))
                .allowEmptyShould(true)
                .check(ALL);
    }

    @Test
    void onlyOnePackageKnowsTheLibraryThatMayBeLeftOut() {
        noClasses()
                .that(not(resideInAPackage("io.vmstation.ipmi.source.lan")))
                .should()
                .dependOnClassesThat(resideInAPackage("org.metricshub.."))
                .check(ALL);
    }

    private static ArchRule dependOnlyOn(String part, List<String> others) {
        String[] allowed =
                Stream.concat(Stream.of(part), others.stream())
                        .map(name -> BASE + name + "..")
                        .toArray(String[]::new);
        return noClasses()
                .that()
                .resideInAPackage(BASE + part + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.vmstation..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true);
    }

    /** Processors and what is written inside of them. */
    private static DescribedPredicate<JavaClass> processors() {
        return DescribedPredicate.describe(
                "processors",
                type ->
                        type.isAssignableTo(Processor.class)
                                || type.getEnclosingClass()
                                        .map(outer -> outer.isAssignableTo(Processor.class))
                                        .orElse(false));
    }

    private static DescribedPredicate<JavaClass> managementAnnotations() {
        return resideInAPackage("org.apache.camel.api.management..");
    }
}
