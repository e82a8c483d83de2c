package io.jcluster.launcher.cli;

import io.jcluster.launcher.cluster.ClusterRecord;
import io.jcluster.launcher.cluster.Sight;
import io.jcluster.launcher.cluster.Vigil;
import io.jcluster.launcher.cluster.WatchedCluster;
import io.jcluster.templates.Walltime;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "watch",
        description = {
            "Show clusters, their jobs, nodes and engines, again and again until all have ended.",
            "On a terminal a table, redrawn in place; elsewhere a line for each change."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  jcluster watch              all that are alive; q or Ctrl-C ends it, not them",
            "  jcluster watch 77 78        these two",
            "  jcluster watch 77 --once    one look",
            "  jcluster watch 77 >log      a line for each change, with the time",
            "  jcluster watch --json       a JSON object on one line for each look"
        })
final class WatchCommand implements Callable<Integer> {

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "clusters, as 'jcluster list' calls them; without, all that are alive")
    private List<String> ids = new ArrayList<>();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "5s",
            description =
                    "between two looks (default: ${DEFAULT-VALUE}); the scheduler is asked less often")
    private String interval = "5s";

    @Option(names = "--once", description = "look once")
    private boolean once;

    @Option(names = "--json", description = "print a JSON object on a line for each look")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        Duration pause = Walltime.parse(interval);
        PrintWriter out = spec.commandLine().getOut();
        try (Office office = Office.open(spec.commandLine().getErr())) {
            Optional<Set<String>> keys =
                    ids.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    ids.stream()
                                            .map(office::cluster)
                                            .map(ClusterRecord::key)
                                            .collect(Collectors.toSet()));
            try (Vigil vigil = new Vigil(office.desk(), keys)) {
                vigil.begin();
                List<Sight> sights = vigil.sights();
                office.unattended();
                if (sights.isEmpty() && !json) {
                    out.println("no cluster is alive; 'jcluster list' shows all on record");
                } else if (once) {
                    once(out, sights);
                } else if (json) {
                    Output output = new Output(out, true);
                    watch(vigil, pause, log(out, (now, seen) -> output.watched(seen, now)));
                } else if (Terminal.forOutput()) {
                    try (Screen screen = Screen.open(out)) {
                        watch(vigil, pause, new Picture(screen, interval));
                    }
                } else {
                    Changes changes = new Changes(ZoneId.systemDefault());
                    watch(
                            vigil,
                            pause,
                            log(
                                    out,
                                    (now, seen) -> changes.lines(seen, now).forEach(out::println)));
                }
            }
        }
        return 0;
    }

    private void once(PrintWriter out, List<Sight> sights) {
        Instant now = Instant.now();
        if (json) {
            new Output(out, true).watched(at(sights, now), now);
            return;
        }
        int width = Terminal.forOutput() ? Screen.size().columns() : WatchTable.UNLIMITED;
        WatchTable.lines(at(sights, now), width).forEach(out::println);
    }

    private static List<WatchedCluster> at(List<Sight> sights, Instant now) {
        return sights.stream().map(sight -> sight.at(now)).toList();
    }

    /** Where what is seen goes. */
    private interface View {

        /** Shows the result of a look. */
        void looked(List<Sight> sights, Instant now);

        /** Shows that time passes. */
        void passed(Instant now);

        /** Whether nobody wants to see more. */
        boolean closed();
    }

    private interface Report {
        void of(Instant now, List<WatchedCluster> clusters);
    }

    private static View log(PrintWriter out, Report report) {
        return new View() {
            @Override
            public void looked(List<Sight> sights, Instant now) {
                report.of(now, at(sights, now));
                out.flush();
            }

            @Override
            public void passed(Instant now) {}

            @Override
            public boolean closed() {
                return out.checkError(); // Whoever read it has gone.
            }
        };
    }

    private static final class Picture implements View {
        private final Screen screen;
        private final String interval;
        private List<Sight> sights = List.of();

        Picture(Screen screen, String interval) {
            this.screen = screen;
            this.interval = interval;
        }

        @Override
        public void looked(List<Sight> seen, Instant now) {
            sights = seen;
            passed(now);
        }

        @Override
        public void passed(Instant now) {
            Screen.Size size = Screen.size();
            screen.draw(
                    WatchTable.picture(
                            at(sights, now), now, size.columns(), interval, screen.hasKeys()),
                    size);
        }

        @Override
        public boolean closed() {
            return screen.quit();
        }
    }

    /** Looks until all clusters have ended or nobody wants to see more. */
    private static void watch(Vigil vigil, Duration interval, View view)
            throws InterruptedException {
        boolean shown = false;
        long begun = System.nanoTime();
        long drawn = begun;
        while (true) {
            long now = System.nanoTime();
            boolean next = now - begun >= interval.toNanos();
            // A host that does not answer holds up nobody longer than until the next look.
            if (!shown && (vigil.settled() || next)) {
                shown = true;
                drawn = now;
                List<Sight> sights = vigil.sights();
                view.looked(sights, Instant.now());
                if (sights.stream().allMatch(Sight::over)) {
                    return;
                }
            }
            if (view.closed()) {
                return;
            }
            if (next) {
                vigil.look();
                shown = false;
                begun = now;
            } else if (now - drawn >= SECOND.toNanos()) {
                drawn = now;
                view.passed(Instant.now());
            }
            Thread.sleep(TICK.toMillis());
        }
    }
}
