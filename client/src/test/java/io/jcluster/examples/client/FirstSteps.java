package io.jcluster.examples.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.jcluster.client.Client;
import io.jcluster.client.ClientException;
import io.jcluster.client.ConnectionFile;
import io.jcluster.client.NumericArray;
import io.jcluster.client.TimeLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What one does first with engines: run, share out, collect, and read an error. */
public final class FirstSteps {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private FirstSteps() {}

    /**
     * The first steps.
     *
     * @param words the cluster's id or its connection file, the number of engines, a file for the
     *     picture
     */
    public static void main(String[] words) throws IOException {
        var file =
                Files.exists(Path.of(words[0]))
                        ? ConnectionFile.read(Path.of(words[0]))
                        : ConnectionFile.ofCluster(words[0]);
        try (var client = Client.connect(file, LIMIT)) {
            client.awaitEngines(Integer.parseInt(words[1]), LIMIT, n -> {});
            System.out.println("engines: " + client.ids().keySet());

            // Every engine runs the same code, in a namespace of its own that lasts.
            var all = client.view();
            all.execute("from math import factorial").awaitSuccess(LIMIT);
            System.out.println("5! on each: " + all.evaluate("factorial(5)").get(LIMIT));

            // Numbers travel as bytes: an array in parts, a sum of each part, the whole again.
            var numbers =
                    NumericArray.of(DoubleStream.iterate(1, x -> x + 1).limit(1000).toArray());
            all.scatter("part", numbers).awaitSuccess(LIMIT);
            var sums = all.evaluate("float(sum(part))").get(LIMIT);
            System.out.println("sum: " + sums.stream().mapToDouble(JsonNode::doubleValue).sum());
            all.execute("part *= 2").awaitSuccess(LIMIT);
            System.out.println("last, doubled: " + all.gatherArray("part", LIMIT).doubles()[999]);

            // Tasks go to whichever engine is free; the values come in the order of the items.
            var items = IntStream.range(0, 20).mapToObj(IntNode::new).toList();
            var squares = client.loadBalancedView().map("lambda n: n * n", items);
            System.out.println("squares: " + squares.get(LIMIT));
            Files.writeString(Path.of(words[2]), TimeLine.of(squares.result()).svg());

            // What fails there is an exception here, with the engine's own words.
            try {
                client.view(List.of(0)).execute("1 / 0").awaitSuccess(LIMIT);
            } catch (ClientException e) {
                System.out.println(e.kind() + ": " + e.errors().get(0));
            }
        }
    }
}
