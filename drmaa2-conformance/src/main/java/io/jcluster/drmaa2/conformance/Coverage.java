package io.jcluster.drmaa2.conformance;

import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which rules the chapters try, by number. Rules 1 to 21 are about the API's own values and
 * exceptions and are tried where those are; 164 and on, about readers of one workload manager's
 * texts, are each implementation's own.
 */
public final class Coverage {

    private static final int FIRST = 22;
    private static final int LAST = 163;

    private static final List<Class<?>> CHAPTERS =
            List.of(
                    SessionRules.class,
                    SubmissionRules.class,
                    ExecutionRules.class,
                    ControlRules.class,
                    FilterRules.class,
                    WaitingRules.class,
                    ArrayRules.class,
                    MonitoringRules.class,
                    ReservationRules.class,
                    EventRules.class);

    /** Rules that no live test can try, and who tries them. */
    private static final Map<Integer, String> ELSEWHERE = new LinkedHashMap<>();

    static {
        ELSEWHERE.put(24, "how a manager is found: its provider's tests");
        ELSEWHERE.put(79, "the command line of a submission: each dialect's golden scripts");
        ELSEWHERE.put(81, "extensions that contradict attributes: each dialect's tests");
        ELSEWHERE.put(93, "a hold that races with a start: the engine's tests");
        ELSEWHERE.put(100, "a manager that has forgotten a job: the engine's tests");
        ELSEWHERE.put(101, "a manager that does not answer: the engine's tests");
        ELSEWHERE.put(102, "a job that ended and is listed again: the engine's tests");
        ELSEWHERE.put(105, "boundaries of a filter's times: the API's tests");
        ELSEWHERE.put(106, "slots of a filter's machines: the API's tests");
        ELSEWHERE.put(110, "a filter for a state never reported: each implementation's choice");
        ELSEWHERE.put(122, "waits on requeued jobs: the engine's tests, and rule 97 here");
        ELSEWHERE.put(125, "the number of commands of many waits: the engine's tests");
    }

    private Coverage() {}

    /** The chapters of the suite, in the order of their rules. */
    public static List<Class<?>> chapters() {
        return CHAPTERS;
    }

    /** Each rule that is tried, with the tests that do so. */
    public static Map<Integer, Set<String>> tried() {
        var tried = new TreeMap<Integer, Set<String>>();
        for (var chapter : CHAPTERS) {
            for (var test : chapter.getDeclaredMethods()) {
                for (var number : numbers(test)) {
                    tried.computeIfAbsent(number, it -> new TreeSet<>())
                            .add(chapter.getSimpleName() + "." + test.getName());
                }
            }
        }
        return tried;
    }

    private static int[] numbers(Method test) {
        var rule = test.getAnnotation(Rule.class);
        return rule == null ? new int[0] : rule.value();
    }

    /** Each rule that is not tried here, with the reason. */
    public static Map<Integer, String> elsewhere() {
        return Map.copyOf(ELSEWHERE);
    }

    /** The rules of which nothing is known; there should be none. */
    public static Set<Integer> missing() {
        var tried = tried();
        return IntStream.rangeClosed(FIRST, LAST)
                .boxed()
                .filter(number -> !tried.containsKey(number) && !ELSEWHERE.containsKey(number))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Prints a line for each rule. */
    public static void main(String[] args) {
        var lines = new TreeMap<Integer, String>();
        tried().forEach((number, tests) -> lines.put(number, String.join(", ", tests)));
        ELSEWHERE.forEach((number, reason) -> lines.putIfAbsent(number, "(" + reason + ")"));
        missing().forEach(number -> lines.put(number, "MISSING"));
        lines.forEach((number, text) -> System.out.println(number + "  " + text));
        System.out.println(tried().size() + " rules tried, " + ELSEWHERE.size() + " elsewhere");
    }
}
