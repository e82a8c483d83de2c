package io.jcluster.drmaa2.conformance;

/** What the tests of a chapter run against. */
public interface InstallationUnderTest {

    Installation installation();
}
