package io.jcluster.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankMapTest {

    @Test
    void eachHostIsARowAndEachRankAColumn() {
        assertThat(
                        new RankMap(
                                        new TreeMap<>(
                                                Map.of("nid1", ranks(0, 6), "nid2", ranks(6, 12))))
                                .text())
                .containsExactly("rank  0    '    10", "nid1  ######......", "nid2  ......######");
    }

    @Test
    void manyRanksTakeSeveralBands() {
        List<String> text = new RankMap(new TreeMap<>(Map.of("n", ranks(0, 120)))).text();
        assertThat(text).hasSize(6);
        assertThat(text.get(2)).startsWith("rank  50");
        assertThat(text.get(5)).isEqualTo("n     " + "#".repeat(20));
    }

    @Test
    void thePictureTellsTheRankAndHostOfEachCell() {
        String svg =
                new RankMap(new TreeMap<>(Map.of("a<b", ranks(0, 2), "c", ranks(2, 3))))
                        .svg("cluster 7 & more");
        assertThat(svg)
                .startsWith("<svg ")
                .endsWith("</svg>\n")
                .contains("<title>rank 1 on a&lt;b</title>", "cluster 7 &amp; more")
                .containsPattern("(?s)<title>rank 2 on c</title>");
        assertThat(svg.split("<title>", -1)).hasSize(1 + 3);
    }

    private static List<Integer> ranks(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }
}
