package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.WatchedCluster;
import io.jcluster.launcher.cluster.WatchedJob;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The watch as a log: a line for a cluster whenever there is something new to say of it. */
final class Changes {

    private final ZoneId zone;
    private final Map<String, String> said = new HashMap<>();

    Changes(ZoneId zone) {
        this.zone = zone;
    }

    /** The lines for those that have changed; time passing is no change. */
    List<String> lines(List<WatchedCluster> clusters, Instant now) {
        String stamp =
                DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                        OffsetDateTime.ofInstant(now.truncatedTo(ChronoUnit.SECONDS), zone));
        return clusters.stream()
                .filter(
                        watched -> {
                            String text = text(watched);
                            return !text.equals(said.put(watched.found().cluster().key(), text));
                        })
                .map(watched -> stamp + " " + text(watched))
                .toList();
    }

    private static String text(WatchedCluster watched) {
        StringBuilder text =
                new StringBuilder(
                        watched.found().cluster().id()
                                + " "
                                + watched.found().state()
                                + " engines="
                                + WatchTable.engines(watched)
                                + " line="
                                + watched.found().line().orElse("-"));
        List<WatchedJob> jobs = watched.jobs();
        for (WatchedJob job : jobs) {
            text.append(" job=").append(job.job());
            if (jobs.size() > 1) {
                text.append(" state=").append(job.state());
            }
            job.queue().ifPresent(queue -> text.append(" queue=").append(queue));
            if (!job.machines().isEmpty()) {
                text.append(" nodes=").append(String.join(",", NodeNames.inShort(job.machines())));
            }
        }
        watched.warning().ifPresent(warning -> text.append(" (").append(warning).append(')'));
        if (!watched.remark().isEmpty()) {
            text.append(" (").append(watched.remark()).append(')');
        }
        return WatchTable.plain(text.toString());
    }
}
