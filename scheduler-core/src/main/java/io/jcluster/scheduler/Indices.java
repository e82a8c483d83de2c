package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The indices of a job array: {@code begin}, {@code begin + step} and so on, up to {@code end}.
 *
 * @param begin at least 1
 * @param end at least {@code begin}; itself a member only where the steps meet it
 * @param step at least 1
 * @param maxParallel how many members may run at a time, at least 1; empty for no limit
 */
public record Indices(int begin, int end, int step, OptionalInt maxParallel) {

    public Indices {
        require(begin >= 1, "the first index is at least 1, not " + begin);
        require(end >= begin, "the last index, " + end + ", is less than the first, " + begin);
        require(step >= 1, "the step between indices is at least 1, not " + step);
        if (maxParallel.isPresent()) {
            var most = maxParallel.getAsInt();
            require(most >= 1, "at least one member runs at a time, not " + most);
        }
    }

    public int count() {
        return (end - begin) / step + 1;
    }

    public IntStream stream() {
        return IntStream.range(0, count()).map(i -> begin + i * step);
    }

    /** The same indices, of which any number may run at a time. */
    Indices withoutLimit() {
        return new Indices(begin, end, step, OptionalInt.empty());
    }

    private static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new InvalidArgumentException(complaint);
        }
    }
}
