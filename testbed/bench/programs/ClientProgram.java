import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jcluster.client.Client;
import io.jcluster.client.ConnectionFile;
import io.jcluster.client.NumericArray;
import io.jcluster.client.TimeLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What ./bench client has done in Java. client_program.py does what it can be compared with. */
public final class ClientProgram {

    private static final String SLEEP = "__import__('time').sleep";
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    public static void main(String[] words) throws Exception {
        try (var client = Client.connect(ConnectionFile.read(Path.of(words[0])), PATIENCE)) {
            if (words.length > 1) {
                client.awaitEngines(Integer.parseInt(words[1]), PATIENCE, n -> {});
                System.out.println(client.ids().keySet());
                return;
            }
            System.out.println("ready");
            var orders = new BufferedReader(new InputStreamReader(System.in));
            for (var line = orders.readLine(); line != null; line = orders.readLine()) {
                var order = line.split(" ");
                int times = order.length > 2 ? Integer.parseInt(order[2]) : 1;
                System.out.println(seconds(client, order[0], Integer.parseInt(order[1]), times));
            }
        }
    }

    private static double seconds(Client client, String what, int number, int times) throws IOException {
        var one = client.view(List.of(0));
        return switch (what) {
            case "noop-one" -> median(number, () -> one.execute("", true).awaitSuccess(PATIENCE));
            case "noop-all" -> {
                var all = client.view(List.of(0, 1, 2, 3));
                yield median(number, () -> all.execute("", true).awaitSuccess(PATIENCE));
            }
            case "tasks" -> {
                var items =
                        IntStream.range(0, number)
                                .<JsonNode>mapToObj(JsonNodeFactory.instance::numberNode)
                                .toList();
                yield once(
                        () -> {
                            var tasks = client.loadBalancedView().map("lambda x: x", items);
                            if (!tasks.get(PATIENCE).equals(items)) {
                                throw new IllegalStateException("other values");
                            }
                        });
            }
            case "push" -> {
                var numbers = new double[number / 8];
                Arrays.setAll(numbers, i -> i);
                var array = NumericArray.of(numbers);
                yield median(times, () -> one.push("a", array).awaitSuccess(PATIENCE));
            }
            case "pull" ->
                    median(
                            times,
                            () -> {
                                var array = one.pullArray("a").arrays(PATIENCE).get(0);
                                if (array.size() != number / 8) {
                                    throw new IllegalStateException("another array");
                                }
                            });
            case "speed-up-balanced" -> {
                var result = client.loadBalancedView().map(SLEEP, heavyAndLight(number));
                result.get(PATIENCE);
                Files.writeString(Path.of(System.getProperty("picture")), TimeLine.of(result.result()).svg());
                yield result.result().speedUp();
            }
            case "speed-up-direct" -> {
                var result = client.view().map(SLEEP, heavyAndLight(number));
                result.get(PATIENCE);
                yield result.result().speedUp();
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** Five of five units, then 22 of one. */
    private static List<JsonNode> heavyAndLight(int millis) {
        return IntStream.range(0, 27)
                .<JsonNode>mapToObj(
                        i -> JsonNodeFactory.instance.numberNode((i < 5 ? 5 : 1) * millis / 1000.0))
                .toList();
    }

    private static double median(int times, Runnable action) {
        return Arrays.stream(IntStream.range(0, times).mapToDouble(i -> once(action)).toArray())
                .sorted()
                .skip(times / 2)
                .findFirst()
                .orElseThrow();
    }

    private static double once(Runnable action) {
        long began = System.nanoTime();
        action.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
