package io.jcluster.testbed;

import java.util.regex.Pattern;

/** On a toy that plays OpenPBS. */
class OpenPbsClusterTest extends PbsClusterTest {

    private static final Pattern NOTHING = Pattern.compile("(?!)");

    OpenPbsClusterTest() {
        super("openpbs-toy", "pbspro", NOTHING);
    }
}
