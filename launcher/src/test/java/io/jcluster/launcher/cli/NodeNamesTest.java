package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.drmaa2.SlotInfo;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeNamesTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "nid00012                          | nid00012",
                "nid00012 nid00013                 | nid[00012-00013]",
                "nid00098 nid00099 nid00100        | nid[00098-00100]",
                "n9 n10 n11                        | n[9-11]",
                "n11 n9 n10                        | n[9-11]",
                "n1 n01                            | n[1,01]",
                "n1 n3 n4 n7                       | n[1,3-4,7]",
                "wheeler176=8 wheeler175=8         | wheeler[175-176]:8",
                "n1=8 n2=4 n3=8                    | n[1,3]:8 n2:4",
                "n1 n1                             | n1",
                "vm                                | vm",
                "vm vm=2                           | vm vm:2",
                "login1 gpu4 login2                | login[1-2] gpu4",
                "n1.site.edu n2.site.edu           | n[1-2]",
                "10.0.0.1 10.0.0.2                 | 10.0.0.[1-2]",
                "x999999999999999999999999         | x999999999999999999999999",
                "rack1node-a                       | rack1node-a",
            })
    void machinesAreWrittenInShort(String machines, String inShort) {
        assertThat(
                        String.join(
                                " ",
                                NodeNames.inShort(
                                        Arrays.stream(machines.split(" "))
                                                .map(NodeNamesTest::slot)
                                                .toList())))
                .isEqualTo(inShort);
    }

    private static SlotInfo slot(String text) {
        String[] parts = text.split("=", 2);
        return parts.length == 1
                ? new SlotInfo(parts[0])
                : new SlotInfo(parts[0], Integer.parseInt(parts[1]));
    }
}
