package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The extras beside the standard, with an implementation that knows nothing of them. */
class WaitsOfAnyImplementationTest {

    private final List<Duration> waits = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    private interface Waiting {
        void on(Duration timeout) throws Exception;
    }

    private Job job(Waiting waiting) {
        return (Job)
                Proxy.newProxyInstance(
                        Job.class.getClassLoader(),
                        new Class<?>[] {Job.class},
                        (self, method, words) -> {
                            if (method.getName().equals("jobId")) {
                                return "7";
                            }
                            if (method.getName().equals("getInfo")) {
                                return JobInfo.builder().jobId("7").exitStatus(3).build();
                            }
                            waits.add((Duration) words[0]);
                            waiting.on((Duration) words[0]);
                            return null;
                        });
    }

    private static JobSession session() {
        return (JobSession)
                Proxy.newProxyInstance(
                        JobSession.class.getClassLoader(),
                        new Class<?>[] {JobSession.class},
                        (self, method, words) -> {
                            throw new AssertionError("not asked");
                        });
    }

    @Test
    void eachJobIsWaitedForInTheTimeTheOthersLeave() throws InterruptedException {
        var jobs = List.of(job(timeout -> {}), job(timeout -> {}), job(timeout -> {}));
        DrmaaWaits.waitAllTerminated(session(), jobs, Duration.ofHours(1));
        assertThat(waits).hasSize(3).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(waits.get(2)).isPositive().isLessThanOrEqualTo(Duration.ofHours(1));
        waits.clear();
        DrmaaWaits.waitAllStarted(session(), jobs, Drmaa2.INFINITE_TIME);
        DrmaaWaits.waitAllStarted(session(), jobs, Drmaa2.ZERO_TIME);
        assertThat(waits)
                .containsExactly(
                        Drmaa2.INFINITE_TIME,
                        Drmaa2.INFINITE_TIME,
                        Drmaa2.INFINITE_TIME,
                        Drmaa2.ZERO_TIME,
                        Drmaa2.ZERO_TIME,
                        Drmaa2.ZERO_TIME);
    }

    @Test
    void noJobIsNothingToWaitFor() {
        assertThatThrownBy(() -> DrmaaWaits.waitAllStarted(session(), List.of(), Drmaa2.ZERO_TIME))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void aFutureHasTheInfoOnceTheJobEnded() throws Exception {
        var future = DrmaaFutures.waitTerminatedAsync(job(timeout -> end.await()));
        assertThat(future.isDone()).isFalse();
        end.countDown();
        assertThat(future.get(30, TimeUnit.SECONDS).exitStatus()).hasValue(3);
    }

    @Test
    void aFutureFailsAsTheWaitDoes() {
        var future =
                DrmaaFutures.waitStartedAsync(
                        job(
                                timeout -> {
                                    throw new InvalidStateException("never");
                                }));
        assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InvalidStateException.class);
    }
}
