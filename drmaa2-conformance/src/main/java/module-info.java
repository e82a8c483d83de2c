/** The rules of DRMAA2 (GFD.231) as tests that any implementation of the API can inherit. */
module io.jcluster.drmaa2.conformance {
    requires transitive io.jcluster.drmaa2;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports io.jcluster.drmaa2.conformance;

    // The engine of JUnit looks into the inherited test classes by reflection.
    opens io.jcluster.drmaa2.conformance;
}
