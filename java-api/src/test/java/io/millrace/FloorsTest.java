package io.millrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The floors of the design: each package uses what stands below it, and neighbours do not know each other. */
@AnalyzeClasses(packages = "io.millrace", importOptions = ImportOption.DoNotIncludeTests.class)
class FloorsTest {
    @ArchTest
    static final ArchRule FLOORS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("11 framing")
            .definedBy("io.millrace.framing")
            .layer("12 async")
            .definedBy("io.millrace.async")
            .layer("13 blocking")
            .definedBy("io.millrace.blocking")
            .layer("13 flow")
            .definedBy("io.millrace.flow")
            .layer("12 testkit")
            .definedBy("io.millrace.testkit")
            .layer("10 millrace")
            .definedBy("io.millrace")
            .layer("9 http")
            .definedBy("io.millrace.http")
            .layer("9 stream")
            .definedBy("io.millrace.stream")
            .layer("9 columns")
            .definedBy("io.millrace.columns")
            .layer("8 bytes")
            .definedBy("io.millrace.bytes")
            .layer("8 watch")
            .definedBy("io.millrace.watch")
            .layer("7 engine")
            .definedBy("io.millrace.engine..")
            .layer("6 jni")
            .definedBy("io.millrace.jni")
            .whereLayer("13 blocking")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("13 flow")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("12 async")
            .mayOnlyBeAccessedByLayers("13 blocking", "13 flow")
            .whereLayer("12 testkit")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("11 framing")
            .mayOnlyBeAccessedByLayers("12 async", "13 blocking", "13 flow", "12 testkit")
            .whereLayer("10 millrace")
            .mayOnlyBeAccessedByLayers("11 framing", "12 async", "13 blocking", "13 flow", "12 testkit")
            .whereLayer("9 http")
            .mayOnlyBeAccessedByLayers("10 millrace")
            .whereLayer("9 stream")
            .mayOnlyBeAccessedByLayers("10 millrace", "12 testkit")
            .whereLayer("9 columns")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("8 bytes")
            .mayOnlyBeAccessedByLayers(
                    "9 http",
                    "9 stream",
                    "9 columns",
                    "10 millrace",
                    "11 framing",
                    "12 async",
                    "13 blocking",
                    "13 flow",
                    "12 testkit")
            .whereLayer("8 watch")
            .mayOnlyBeAccessedByLayers("10 millrace")
            .whereLayer("7 engine")
            .mayOnlyBeAccessedByLayers("8 bytes", "8 watch", "9 stream", "9 columns", "10 millrace", "12 testkit")
            .whereLayer("6 jni")
            .mayOnlyBeAccessedByLayers("7 engine", "8 bytes", "9 stream", "9 columns", "10 millrace");

    @ArchTest
    static final ArchRule RECORDS_STAY_IN_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackages("io.millrace.engine..", "io.millrace.jni")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.millrace.jni.Records");

    @ArchTest
    static final ArchRule NOTHING_BUT_THE_JDK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("io.millrace..", "java..", "jdk.jfr", "org.bytedeco.javacpp.annotation");

    /** Such a class is loaded only where Flight Recorder is there. */
    @ArchTest
    static final ArchRule FLIGHT_RECORDER_STAYS_IN_EVENTS = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Event")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.jfr");
}
