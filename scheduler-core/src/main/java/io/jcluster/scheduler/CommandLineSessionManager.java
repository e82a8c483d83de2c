package io.jcluster.scheduler;

import io.jcluster.drmaa2.DrmaaCallback;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import io.jcluster.drmaa2.InvalidSessionException;
import io.jcluster.drmaa2.Job;
import io.jcluster.drmaa2.JobSession;
import io.jcluster.drmaa2.MonitoringSession;
import io.jcluster.drmaa2.ReservationSession;
import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.UnsupportedAttributeException;
import io.jcluster.drmaa2.Version;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.LocalHost;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * DRMAA2 for any workload manager that is driven by commands: a {@link Dialect} says what is meant,
 * a {@link Host} carries it, and this side waits, falls back and remembers. All sessions at one
 * host share one {@link Watch}, so any number of jobs costs one question at a time. Made for one
 * host, which stays the caller's: closing the manager does not close it. {@link DialectProvider}
 * has one for any number of hosts.
 *
 * <p>What the dialect has not is refused: reservations, lists of machines, jobs of other users.
 */
public final class CommandLineSessionManager implements SessionManager {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Dialect dialect;
    private final SessionStore store;
    private final Sites sites;
    private final EventDelivery events;
    private final Followers followers;
    private final ReservationSessions reservations;
    private final Runnable whenClosed;
    private final List<CommandLineJobSession> sessions = new CopyOnWriteArrayList<>();
    private Optional<Version> version = Optional.empty();

    /**
     * A manager that looks at the workload manager in the usual {@link Pace}.
     *
     * @param stateDirectory where sessions are kept; made when it is not there
     */
    public CommandLineSessionManager(Dialect dialect, Host host, Path stateDirectory) {
        this(dialect, host, stateDirectory, isHere(host) ? Pace.LOCAL : Pace.REMOTE);
    }

    /** A manager for a site with wishes about how often it is asked. */
    public CommandLineSessionManager(Dialect dialect, Host host, Path stateDirectory, Pace pace) {
        this(dialect, host, stateDirectory, pace, Time.SYSTEM, Categories.NONE);
    }

    CommandLineSessionManager(
            Dialect dialect,
            Host host,
            Path stateDirectory,
            Pace pace,
            Time time,
            Categories categories) {
        this(
                dialect,
                stateDirectory,
                new EventDelivery(),
                events ->
                        Sites.only(
                                new Site(
                                        dialect.name() + (isHere(host) ? ":" : "://" + host.name()),
                                        new Watch(
                                                dialect,
                                                new ExchangeCaller(host),
                                                time,
                                                pace,
                                                events),
                                        categories,
                                        () -> {})),
                () -> {});
    }

    /** One for many places. */
    CommandLineSessionManager(
            Dialect dialect,
            Path stateDirectory,
            Sites sites,
            EventDelivery events,
            Runnable whenClosed) {
        this(dialect, stateDirectory, events, told -> sites, whenClosed);
    }

    private CommandLineSessionManager(
            Dialect dialect,
            Path stateDirectory,
            EventDelivery events,
            Function<EventDelivery, Sites> sites,
            Runnable whenClosed) {
        this.dialect = dialect;
        this.events = events;
        this.followers = new Followers(events);
        this.whenClosed = whenClosed;
        this.sites = sites.apply(events);
        var stores = stateDirectory.resolve(dialect.name());
        this.store = new SessionStore(stores.resolve("job"));
        this.reservations =
                new ReservationSessions(
                        dialect, this.sites, new SessionStore(stores.resolve("reservation")), this);
    }

    // By name: what is at hand may be an agent's word for this machine.
    private static boolean isHere(Host host) {
        return host.name().equals(LocalHost.NAME);
    }

    @Override
    public String drmsName() {
        return dialect.drmsName();
    }

    @Override
    public synchronized Version drmsVersion() {
        if (version.isEmpty()) {
            version = Optional.of(Version.of(sites.usual().watch().ask(dialect.version())));
        }
        return version.orElseThrow();
    }

    @Override
    public String drmaaName() {
        return "jcluster";
    }

    @Override
    public Version drmaaVersion() {
        var own = getClass().getPackage().getImplementationVersion();
        return new Version("2", own == null ? "0" : own);
    }

    @Override
    public boolean supports(@Nullable DrmaaCapability capability) {
        return capability == DrmaaCapability.CALLBACK
                || (capability != null && dialect.capabilities().contains(capability));
    }

    @Override
    public JobSession createJobSession(
            @Nullable String sessionName, @Nullable String wantedContact) {
        var site = site(wantedContact);
        var name = sessionName == null ? "s-" + SessionStore.randomWord(RANDOM) : sessionName;
        return opened(store.create(name, site.contact()), site);
    }

    @Override
    public JobSession openJobSession(String sessionName) {
        var stored = store.open(sessionName);
        try {
            return opened(stored, sites.at(stored.contact()));
        } catch (InvalidArgumentException elsewhere) {
            throw new InvalidArgumentException(
                    "the session "
                            + sessionName
                            + " is at "
                            + stored.contact()
                            + ": "
                            + elsewhere.getMessage(),
                    elsewhere);
        }
    }

    /** Where something new begins, which has to be within reach. */
    private Site site(@Nullable String contact) {
        var site = contact == null ? sites.usual() : sites.at(contact);
        site.reach().run();
        return site;
    }

    private JobSession opened(SessionStore.Stored stored, Site site) {
        var session = new CommandLineJobSession(dialect, site, stored);
        sessions.add(session);
        followers.follow(site.watch());
        return session;
    }

    @Override
    public void closeJobSession(JobSession session) {
        if (!(session instanceof CommandLineJobSession own) || !own.isOpen()) {
            throw new InvalidSessionException(
                    "the session " + session.sessionName() + " is closed or destroyed");
        }
        own.close();
        sessions.remove(own);
    }

    /**
     * The tags of submissions whose answer was lost and whose job has not been seen. Each is
     * settled by a later look: the job shows up, or it is certain that there is none.
     */
    public Set<String> unsettledTags(JobSession session) {
        if (session instanceof CommandLineJobSession own) {
            return own.unsettledTags();
        }
        throw new InvalidSessionException(
                "the session " + session.sessionName() + " is not of this manager");
    }

    @Override
    public void destroyJobSession(String sessionName) {
        store.destroy(sessionName);
        // Those that wait in it are to hear of it now.
        sessions.stream()
                .filter(session -> session.sessionName().equals(sessionName))
                .forEach(CommandLineJobSession::close);
    }

    @Override
    public List<String> getJobSessionNames() {
        return store.names();
    }

    @Override
    public ReservationSession createReservationSession(
            @Nullable String sessionName, @Nullable String wantedContact) {
        return reservations.create(sessionName, wantedContact);
    }

    @Override
    public ReservationSession openReservationSession(String sessionName) {
        return reservations.open(sessionName);
    }

    @Override
    public void closeReservationSession(ReservationSession session) {
        reservations.close(session);
    }

    @Override
    public void destroyReservationSession(String sessionName) {
        reservations.destroy(sessionName);
    }

    @Override
    public List<String> getReservationSessionNames() {
        return reservations.names();
    }

    private Optional<Job> ownJob(String contact, String id) {
        return sessions.stream()
                .filter(session -> session.contact().equals(contact))
                .flatMap(session -> session.job(id).stream())
                .findFirst();
    }

    @Override
    public MonitoringSession openMonitoringSession(@Nullable String wantedContact) {
        var site = site(wantedContact);
        return new CommandLineMonitoringSession(
                dialect, site, id -> ownJob(site.contact(), id), reservations);
    }

    @Override
    public void closeMonitoringSession(MonitoringSession session) {
        if (!(session instanceof CommandLineMonitoringSession own) || !own.isOpen()) {
            throw new InvalidSessionException("the monitoring session is closed");
        }
        own.close();
    }

    @Override
    public void registerEventNotification(@Nullable DrmaaCallback callback) {
        events.to(Optional.ofNullable(callback));
        followers.nudge();
        sessions.forEach(session -> followers.follow(session.watch()));
    }

    @Override
    public void close() {
        events.to(Optional.empty());
        followers.nudge();
        sessions.forEach(CommandLineJobSession::close);
        sessions.clear();
        reservations.close();
        sites.close();
        whenClosed.run();
    }

    @Override
    public List<String> jobTemplateImplSpec() {
        return names(Extensions.JOB_TEMPLATE, dialect.jobTemplateExtensions());
    }

    @Override
    public List<String> jobInfoImplSpec() {
        return names(Extensions.JOB_INFO, dialect.jobInfoExtensions());
    }

    @Override
    public List<String> reservationTemplateImplSpec() {
        return names(Map.of(), reservationTemplateExtensions());
    }

    @Override
    public List<String> reservationInfoImplSpec() {
        return names(Map.of(), reservationInfoExtensions());
    }

    @Override
    public List<String> queueInfoImplSpec() {
        return names(Map.of(), dialect.queueInfoExtensions());
    }

    @Override
    public List<String> machineInfoImplSpec() {
        return names(Map.of(), dialect.machineInfoExtensions());
    }

    private Map<String, String> reservationTemplateExtensions() {
        return dialect.reservations().map(ReservationDialect::templateExtensions).orElse(Map.of());
    }

    private Map<String, String> reservationInfoExtensions() {
        return dialect.reservations().map(ReservationDialect::infoExtensions).orElse(Map.of());
    }

    @Override
    public List<String> notificationImplSpec() {
        return names(Extensions.NOTIFICATION, Map.of());
    }

    @Override
    public String describeExtension(String name) {
        return Stream.of(
                        Extensions.JOB_TEMPLATE,
                        Extensions.JOB_INFO,
                        Extensions.NOTIFICATION,
                        dialect.jobTemplateExtensions(),
                        dialect.jobInfoExtensions(),
                        reservationTemplateExtensions(),
                        reservationInfoExtensions(),
                        dialect.queueInfoExtensions(),
                        dialect.machineInfoExtensions())
                .flatMap(names -> names.entrySet().stream())
                .filter(entry -> entry.getKey().equals(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(
                        () ->
                                new UnsupportedAttributeException(
                                        "no attribute '" + name + "'", name));
    }

    private static List<String> names(Map<String, String> ours, Map<String, String> dialects) {
        var names = new TreeSet<>(ours.keySet());
        names.addAll(dialects.keySet());
        return new ArrayList<>(names);
    }
}
