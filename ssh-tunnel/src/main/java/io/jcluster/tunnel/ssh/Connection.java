package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.ChannelDirectTCPIP;
import com.jcraft.jsch.ChannelExec;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.Session;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostException.Kind;
import io.jcluster.tunnel.Login;
import io.jcluster.tunnel.Printable;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.SshTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One login, from the first packet to the last, with the logins it goes through. */
final class Connection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** For a person to find a phone and type a code, and for a site's directory to answer. */
    private static final Duration LOGIN_LIMIT = Duration.ofMinutes(5);

    private static final Set<String> STEPS = Set.of("publickey", "keyboard-interactive");

    private final Session session;
    private final Road road;
    private final Optional<Connection> via;
    private final CompletableFuture<Void> lost;
    private final SshTarget target;
    private final Optional<Certificate> certificate;
    private final Login login;
    private final Diary diary;

    private Connection(
            Session session,
            Road road,
            Optional<Connection> via,
            CompletableFuture<Void> lost,
            SshTarget target,
            Optional<Certificate> certificate,
            Login login,
            Diary diary) {
        this.session = session;
        this.road = road;
        this.via = via;
        this.lost = lost;
        this.target = target;
        this.certificate = certificate;
        this.login = login;
        this.diary = diary;
    }

    /**
     * Logs in, first to the machines on the way.
     *
     * @param addresses of the first of them
     * @throws HostException saying which of them failed
     */
    static Connection open(SshTarget target, Prompts prompts, Learnt learnt, Addresses addresses) {
        Optional<Connection> via = target.via().map(jump -> open(jump, prompts, learnt, addresses));
        Road road =
                via.map(Road::through)
                        .or(() -> target.proxyCommand().map(Road::program))
                        .orElseGet(() -> Road.socket(addresses, target.options()));
        try {
            Prompts asked = target.options().batch() ? Prompts.nobody() : prompts;
            return open(target, asked, learnt, road, via);
        } catch (RuntimeException e) {
            road.close();
            via.ifPresent(Connection::close);
            throw e;
        }
    }

    /**
     * Logs in over a connection that is there and outlives this one.
     *
     * @throws HostException when it does not let us through, or the login fails
     */
    static Connection beyond(SshTarget target, Prompts prompts, Learnt learnt, Connection gate) {
        Road road = Road.through(gate);
        try {
            Prompts asked = target.options().batch() ? Prompts.nobody() : prompts;
            return open(target, asked, learnt, road, Optional.empty());
        } catch (RuntimeException e) {
            road.close();
            throw e;
        }
    }

    private static Connection open(
            SshTarget target, Prompts prompts, Learnt learnt, Road road, Optional<Connection> via) {
        CompletableFuture<Void> lost = new CompletableFuture<>();
        CompletableFuture<Void> shown = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        KnownKeys hostKeys = new KnownKeys(target, prompts, learnt, () -> shown.complete(null));
        Keys keys = new Keys(target, prompts, learnt);
        Deadline answer = Deadline.in(target.connectTimeout());
        closeUnless(shown, target.connectTimeout(), road);
        closeUnless(done, LOGIN_LIMIT, road);
        Diary diary = new Diary();
        try {
            Session session = session(target, prompts, road, hostKeys, keys, diary, lost);
            session.connect((int) target.connectTimeout().toMillis());
            LOG.debug("logged in to {} ({})", target.name(), session.getServerVersion());
            Login login =
                    new Login(
                            Printable.text(session.getServerVersion()),
                            hostKeys.trusted(),
                            hostKeys.trustedBy(),
                            diary.authentication(),
                            "");
            return new Connection(session, road, via, lost, target, keys.used(), login, diary);
        } catch (JSchException e) {
            boolean late = !shown.isDone() && answer.passed();
            throw failure(target, hostKeys, keys, late, e);
        } catch (Questions.Unanswered e) {
            throw refused(
                    target,
                    keys,
                    "it asks '" + e.getMessage() + "', and nobody answered",
                    "Run the command again in a terminal.",
                    e);
        } finally {
            shown.complete(null);
            done.complete(null);
        }
    }

    private static void closeUnless(CompletableFuture<Void> step, Duration limit, Road road) {
        var unused =
                step.copy()
                        .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                        .exceptionally(
                                late -> {
                                    road.close();
                                    return null;
                                });
    }

    private static Session session(
            SshTarget target,
            Prompts prompts,
            Road road,
            KnownKeys hostKeys,
            Keys keys,
            Diary diary,
            CompletableFuture<Void> lost)
            throws JSchException {
        Session session = new JSch().getSession(target.user(), target.host(), target.port());
        session.setLogger(diary);
        session.setProxy(road);
        session.setHostKeyRepository(hostKeys);
        target.hostKeyAlias().ifPresent(session::setHostKeyAlias);
        session.setIdentityRepository(keys);
        session.setUserInfo(new Questions(prompts));
        session.setConfig("StrictHostKeyChecking", "yes");
        session.setConfig("PreferredAuthentications", preferred(target.options().methods()));
        session.setConfig("gssapi-with-mic.krb5", Kerberos.class.getName());
        Proposal.set(session, target);
        // A second try of the same kind after a refusal is what gets accounts locked.
        session.setConfig("MaxAuthTries", "1");
        session.setThreadFactory(
                work -> {
                    Thread thread =
                            new Thread(
                                    () -> {
                                        try {
                                            work.run();
                                        } finally {
                                            lost.complete(null);
                                        }
                                    });
                    thread.setDaemon(true);
                    return thread;
                });
        session.setDaemonThread(true);
        return session;
    }

    /**
     * JSch's list of methods, where keys and questions stand twice: a site may want two of them,
     * and JSch goes down its list once. {@link Keys} offers none again, and after a refusal JSch
     * does not ask again.
     */
    private static String preferred(List<String> methods) {
        return methods.stream()
                .filter(method -> !method.equals("gssapi-with-mic") || Kerberos.hasTickets())
                .map(method -> STEPS.contains(method) ? method + "," + method : method)
                .collect(Collectors.joining(","));
    }

    private static HostException failure(
            SshTarget target, KnownKeys hostKeys, Keys keys, boolean late, JSchException e) {
        Optional<HostException> refusal = hostKeys.refusal();
        if (refusal.isPresent() && e instanceof JSchHostKeyException) {
            return refusal.get();
        }
        String said =
                late
                        ? "no answer within " + target.connectTimeout().toMillis() + " ms"
                        : Printable.text(reason(e));
        String where = where(target);
        if (said.startsWith("Auth ")) {
            return refused(
                    target,
                    keys,
                    said,
                    "ssh -v "
                            + target.user()
                            + "@"
                            + target.alias()
                            + " shows which keys are offered. Was a password or code mistyped?"
                            + " Does the site ask for a newly signed key, or for another user"
                            + " name?",
                    e);
        }
        if (e instanceof JSchHostKeyException || e instanceof JSchAlgoNegoFailException) {
            Kind kind =
                    e instanceof JSchHostKeyException
                            ? Kind.UNTRUSTED_HOST_KEY
                            : Kind.CONFIGURATION;
            return new HostException(
                    kind,
                    "no secure connection to " + where + "\n  | " + said,
                    Optional.empty(),
                    Optional.of(e));
        }
        return new HostException(
                Kind.UNREACHABLE,
                "no connection to " + where + "\n  | " + said,
                Optional.of("Check the name and the network (a VPN?): ssh " + target.alias()),
                Optional.of(e));
    }

    private static HostException refused(
            SshTarget target, Keys keys, String said, String advice, Exception cause) {
        String remarks =
                keys.remarks().stream()
                        .map(remark -> "\n  | " + remark)
                        .collect(Collectors.joining());
        return new HostException(
                Kind.LOGIN_REFUSED,
                "the login as " + where(target) + " was refused\n  | " + said + remarks,
                Optional.of(advice),
                Optional.of(cause));
    }

    private static String where(SshTarget target) {
        return target.name()
                + " ("
                + target.host()
                + " port "
                + target.port()
                + ")"
                + target.via().map(jump -> " through " + jump.name()).orElse("")
                + target.proxyCommand().map(line -> " over '" + line + "'").orElse("");
    }

    /** JSch puts the failure of a socket behind the names of two classes. */
    private static String reason(JSchException e) {
        Throwable cause = e.getCause();
        if (cause instanceof UnknownHostException) {
            return "no address is known for this name";
        }
        return String.valueOf(cause instanceof IOException ? cause.getMessage() : e.getMessage());
    }

    /** How to speak of the machine in a message. */
    String name() {
        return target.name();
    }

    /** The address of the first machine on the way, where this program connected to it itself. */
    Optional<InetAddress> address() {
        return via.map(Connection::address).orElseGet(road::address);
    }

    /** The signed key that the machine took, if it was one. */
    Optional<Certificate> certificate() {
        return certificate;
    }

    /** This login and those it goes through, the nearest first. */
    Stream<Connection> way() {
        return Stream.concat(via.stream().flatMap(Connection::way), Stream.of(this));
    }

    SshTarget target() {
        return target;
    }

    /** What was learned on the way in. */
    Login login() {
        return login;
    }

    boolean isUp() {
        return session.isConnected() && !lost.isDone();
    }

    /** Done when the connection has ended, for whatever reason. */
    CompletableFuture<Void> lost() {
        return lost;
    }

    /** Why it has ended, as JSch saw it, in words of its own; empty while that is not known. */
    Optional<String> end() {
        return diary.end();
    }

    /** When something last came, on the clock of {@link System#nanoTime}. */
    long heard() {
        return road.heard();
    }

    /** Asks for a sign of life; may block on a line that is dead. */
    void probe() {
        try {
            session.sendKeepAliveMsg();
        } catch (Exception e) {
            LOG.debug("no sign of life could be asked for", e);
        }
    }

    ChannelExec exec() throws JSchException {
        ChannelExec channel = (ChannelExec) session.openChannel("exec");
        if (channel == null) {
            throw new JSchException("the connection is being closed");
        }
        return channel;
    }

    ChannelDirectTCPIP channelTo(String host, int port) throws JSchException {
        ChannelDirectTCPIP channel = (ChannelDirectTCPIP) session.getStreamForwarder(host, port);
        WideWindow.grant(channel);
        return channel;
    }

    /** Cuts the way first: on a dead line the polite goodbye of a session would wait for ever. */
    @Override
    public void close() {
        road.close();
        session.disconnect();
        via.ifPresent(Connection::close);
        lost.complete(null);
    }

    /**
     * JSch's own account, for whoever looks into a connection that ends without a reason. It is the
     * only place where JSch (2.28) tells what has let us in.
     */
    private static final class Diary implements com.jcraft.jsch.Logger {

        private static final Pattern METHOD =
                Pattern.compile("Authentication succeeded \\((.+)\\)\\.");
        private static final String END = "Caught an exception, leaving main loop due to ";
        private static final Pattern KEY = Pattern.compile("(\\S+) auth success");

        private volatile Optional<String> method = Optional.empty();
        private volatile Optional<String> key = Optional.empty();
        private volatile Optional<String> end = Optional.empty();

        Optional<String> end() {
            return end;
        }

        /** {@code publickey (ssh-ed25519)}, {@code keyboard-interactive}; empty when not told. */
        String authentication() {
            return method.map(name -> name + key.map(type -> " (" + type + ")").orElse(""))
                    .orElse("");
        }

        @Override
        public boolean isEnabled(int level) {
            return method.isEmpty() || level >= com.jcraft.jsch.Logger.INFO;
        }

        private static boolean isLogged(int level) {
            return LOG.isDebugEnabled() && level > com.jcraft.jsch.Logger.DEBUG;
        }

        @Override
        public void log(int level, String message) {
            if (method.isEmpty()) {
                key = found(KEY, message).or(() -> key);
                method = found(METHOD, message);
            }
            if (isLogged(level)) {
                LOG.debug("{}", message);
            }
        }

        private static Optional<String> found(Pattern pattern, String message) {
            Matcher matcher = pattern.matcher(message);
            return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
        }

        @Override
        public void log(int level, String message, Throwable cause) {
            if (message.startsWith(END)) {
                end = Optional.of(Printable.text(message.substring(END.length())));
            }
            if (isLogged(level)) {
                LOG.debug("{}", message, cause);
            }
        }
    }
}
