package io.jcluster.launcher.cluster;

import io.jcluster.drmaa2.DrmaaException;
import io.jcluster.drmaa2.JobTemplate;
import io.jcluster.launcher.config.ClusterSpec;
import io.jcluster.scheduler.Dialect;
import io.jcluster.scheduler.Dialects;
import io.jcluster.scheduler.Exchange;
import io.jcluster.scheduler.ExchangeCaller;
import io.jcluster.scheduler.Forecast;
import io.jcluster.scheduler.JobScript;
import io.jcluster.tunnel.Host;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Questions about a cluster that has not been submitted. They leave nothing behind. */
public final class Inquiry {

    private final Desk desk;

    public Inquiry(Desk desk) {
        this.desk = desk;
    }

    /**
     * What a submission would come to.
     *
     * @param spec with the dialect that was found
     * @param schedulerName as its makers call it
     * @param cost empty without a walltime, or where nothing is charged
     * @param forecasts one for each job, the controller's first; none where the scheduler cannot be
     *     asked
     * @param whyNone why there are none; empty where there are
     */
    public record Outlook(
            ClusterSpec spec,
            String schedulerName,
            Optional<Cost> cost,
            List<Forecast> forecasts,
            Optional<String> whyNone) {

        public Outlook {
            forecasts = List.copyOf(forecasts);
        }
    }

    /**
     * Goes to the host and asks.
     *
     * @throws DrmaaException when what is wanted cannot be had there
     */
    public Outlook about(ClusterSpec wanted) throws InterruptedException {
        Libraries libraries = Libraries.of(wanted.profile(), desk.progress());
        desk.progress().waiting("connecting to " + wanted.login().orElse("this machine"));
        try (Host host = desk.lines().reach(wanted.login())) {
            Dialect dialect = Dialects.named(wanted.scheduler(), host);
            ClusterSpec spec = wanted.on(dialect.name());
            JobPlan plan = new JobPlan(spec, ClusterStore.newKey(), dialect, libraries);
            desk.progress().waiting("asking the scheduler on " + host.name());
            List<Forecast> forecasts = new ArrayList<>();
            boolean asked = true;
            for (JobTemplate job : plan.independent()) {
                Optional<Exchange<Forecast>> question =
                        dialect.forecast(JobScript.of(dialect, job), job);
                asked &= question.isPresent();
                if (question.isPresent()) {
                    forecasts.add(new ExchangeCaller(host).ask(question.get()));
                }
            }
            return new Outlook(
                    spec,
                    dialect.drmsName(),
                    cost(spec, dialect, host),
                    forecasts,
                    asked ? Optional.empty() : Optional.of(dialect.whyNoForecast()));
        }
    }

    /** The cost; the scheduler is asked for the size of its nodes where that counts. */
    Optional<Cost> cost(ClusterSpec spec, Dialect dialect, Host host) throws InterruptedException {
        boolean matters =
                spec.nodes().isPresent()
                        && spec.profile().resources().walltime().isPresent()
                        && spec.profile().site().coresPerNode().isEmpty()
                        && Cost.tellsNodes(dialect);
        return dialect.queues().isEmpty()
                ? Optional.empty()
                : Cost.of(spec, matters ? perNode(spec, dialect, host) : OptionalInt.empty());
    }

    private static OptionalInt perNode(ClusterSpec spec, Dialect dialect, Host host)
            throws InterruptedException {
        try {
            return Cost.perNode(
                    dialect,
                    new ExchangeCaller(host).ask(dialect.queues().orElseThrow()),
                    spec.profile().resources().partition());
        } catch (DrmaaException e) {
            return OptionalInt.empty(); // A figure for people must not stand in the way of a job.
        }
    }
}
