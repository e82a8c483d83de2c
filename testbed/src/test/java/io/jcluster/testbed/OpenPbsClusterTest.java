package io.jcluster.testbed;

/** On a toy that plays OpenPBS. */
class OpenPbsClusterTest extends PbsClusterTest {

    OpenPbsClusterTest() {
        super("openpbs-toy", "pbspro", "generic-openpbs", NOTHING);
    }
}
