package io.millrace.testing;

import org.assertj.core.configuration.Configuration;
import org.assertj.core.configuration.PreferredAssumptionException;

/** Has a test that AssertJ leaves out be skipped by JUnit: where TestNG is there too, it would be told first. */
public final class JUnitAssumptions extends Configuration {
    @Override
    public PreferredAssumptionException preferredAssumptionException() {
        return PreferredAssumptionException.JUNIT5;
    }

    /** Without words: what programs of the tests print is read. */
    @Override
    public void applyAndDisplay() {
        apply();
    }
}
