package io.jcluster.launcher.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jcluster.client.EngineFacts;
import io.jcluster.client.MpiProof;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementTest {

    private static final Placement WANTED = new Placement(List.of("a", "a", "b", "b"));

    @Test
    void ranksAreToldInRuns() {
        assertThat(WANTED.inWords()).isEqualTo("a 0-1, b 2-3");
        assertThat(new Placement(List.of("a", "b", "a")).inWords()).isEqualTo("a 0, b 1, a 2");
    }

    @Test
    void enginesWhereTheyWereToBeContradictNothing() {
        assertThat(WANTED.contradicted(proof("a", "a", "b", "b"))).isEmpty();
        assertThat(new Placement(List.of()).contradicted(proof("x", "y"))).isEmpty();
    }

    @Test
    void enginesElsewhereAreToldWithBothLists() {
        assertThat(WANTED.contradicted(proof("a", "b", "a", "b")))
                .contains(
                        "The launcher put ranks on other hosts than was asked for: wanted"
                                + " a 0-1, b 2-3; found a 0, b 1, a 2, b 3.");
    }

    private static MpiProof proof(String... hosts) {
        return new MpiProof(
                hosts.length,
                IntStream.range(0, hosts.length)
                        .mapToObj(rank -> engine(rank, hosts[rank], hosts.length))
                        .toList(),
                List.of());
    }

    private static EngineFacts engine(int rank, String host, int size) {
        return new EngineFacts(
                rank,
                host,
                1,
                "3.11",
                "8",
                Optional.empty(),
                Optional.empty(),
                Optional.of(new EngineFacts.Place(rank, OptionalInt.of(size), "MPI")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
