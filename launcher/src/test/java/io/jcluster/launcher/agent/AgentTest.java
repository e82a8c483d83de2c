package io.jcluster.launcher.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.launcher.background.Background;
import io.jcluster.launcher.background.Conversation;
import io.jcluster.launcher.background.Doorway;
import io.jcluster.launcher.background.Messages;
import io.jcluster.launcher.config.PrivateFiles;
import io.jcluster.launcher.config.UserDirectories;
import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.Forward;
import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.HostException;
import io.jcluster.tunnel.HostPort;
import io.jcluster.tunnel.KeyExpiry;
import io.jcluster.tunnel.LocalHost;
import io.jcluster.tunnel.Outcome;
import io.jcluster.tunnel.Prompts;
import io.jcluster.tunnel.Running;
import io.jcluster.tunnel.Wire;
import io.jcluster.tunnel.WiredHost;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands and agent say to each other, spoken for real: an agent that holds this machine. */
class AgentTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration OFTEN = Duration.ofMillis(50);

    /** The end of the signed key by which the agent under test has logged in. */
    private Optional<KeyExpiry> signed = Optional.empty();

    /** The addresses that agents were to return to, one for each login. */
    private final List<String> hints = new CopyOnWriteArrayList<>();

    @TempDir private Path directory = Path.of("");
    private Background agent = background("a");
    private Optional<Serving> server = Optional.empty();

    @BeforeEach
    void serve() throws IOException {
        agent = background("a");
        server = Optional.of(serving(agent, (login, prompts) -> new LocalHost()));
    }

    @AfterEach
    void end() {
        server.ifPresent(Serving::close);
    }

    @Test
    void aCommandRunsThroughTheAgentAsItWouldHere() throws Exception {
        try (AgentHost host = host()) {
            Outcome outcome =
                    host.run(
                            Command.of("sh", "-c", "cat; echo \"$WORD\" >&2; exit 7")
                                    .withStdin("grüezi\n"));
            assertThat(outcome).isEqualTo(new Outcome(7, "grüezi\n", "\n"));
            assertThat(host.name()).isEqualTo(new LocalHost().name());
        }
    }

    @Test
    void whatAStartedProgramPrintsArrivesWhileItRuns() throws Exception {
        Path pipe = directory.resolve("pipe");
        try (AgentHost host = host();
                Running running =
                        host.start(
                                Command.script(
                                        "mkfifo '"
                                                + pipe
                                                + "'; echo started; cat '"
                                                + pipe
                                                + "'"));
                BufferedReader output =
                        new BufferedReader(
                                new InputStreamReader(running.stdout(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("started");
            Files.writeString(pipe, "told\n");
            assertThat(output.readLine()).isEqualTo("told");
            assertThat(output.readLine()).isNull();
        }
    }

    @Test
    void aProgramEndsWhenItsAskerGoesAway() throws Exception {
        try (AgentHost host = host()) {
            ProcessHandle silent;
            try (Running running = host.start(Command.script("echo $$; exec sleep 3600"));
                    BufferedReader output =
                            new BufferedReader(
                                    new InputStreamReader(
                                            running.stdout(), StandardCharsets.UTF_8))) {
                silent = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            }
            silent.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void whatIsHeldOutlivesTheCommandThatAsked() throws Exception {
        try (ServerSocket far = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            HostPort there = new HostPort("127.0.0.1", far.getLocalPort());
            try (AgentHost host = host()) {
                assertThat(host.hold(hold("kaaaaaaa", Map.of("iopub", there), "exit 0", List.of())))
                        .containsOnlyKeys("iopub");
            }
            try (AgentHost later = host()) {
                assertThat(later.status().holds()).containsExactly("kaaaaaaa");
                assertThat(later.status().pid()).isEqualTo(ProcessHandle.current().pid());
                assertThat(later.reaches(there)).isTrue();
                later.release("kaaaaaaa");
                later.release("kaaaaaaa"); // not held any more: no error
                assertThat(later.status().holds()).isEmpty();
            }
        }
    }

    @Test
    void aHoldTakesThePlaceOfTheOneBefore() throws Exception {
        try (AgentHost host = host()) {
            host.hold(hold("kaaaaaaa", Map.of(), "exit 0", List.of()));
            host.hold(hold("kbbbbbbb", Map.of(), "exit 0", List.of()));
            host.hold(hold("kaaaaaaa", Map.of(), "exit 0", List.of()));
            assertThat(host.status().holds()).containsExactlyInAnyOrder("kaaaaaaa", "kbbbbbbb");
        }
    }

    @Test
    void portsThatAreAskedForAgainAsTheyAreStayOpen() throws Exception {
        Background other = background("b");
        List<HostPort> closed = new CopyOnWriteArrayList<>();
        try (Serving serving = serving(other, (login, prompts) -> new Elsewhere(closed));
                AgentHost host = at(other, silent())) {
            Map<String, HostPort> ways = Map.of("iopub", new HostPort("nid1", 5000));
            Map<String, HostPort> here = host.hold(hold("kaaaaaaa", ways, "exit 0", List.of()));
            assertThat(host.hold(hold("kaaaaaaa", ways, "exit 0", List.of()))).isEqualTo(here);
            assertThat(closed).isEmpty();

            Map<String, HostPort> moved = Map.of("iopub", new HostPort("nid2", 5000));
            assertThat(host.hold(hold("kaaaaaaa", moved, "exit 0", List.of()))).isNotEqualTo(here);
            assertThat(closed).containsExactlyElementsOf(here.values());
        }
    }

    @Test
    void aPortComesAndGoesWhileTheOthersOfItsClusterStayOpen() throws Exception {
        Background other = background("b");
        List<HostPort> closed = new CopyOnWriteArrayList<>();
        try (Serving serving = serving(other, (login, prompts) -> new Elsewhere(closed));
                AgentHost host = at(other, silent())) {
            Map<String, HostPort> ways = Map.of("iopub", new HostPort("nid1", 5000));
            Map<String, HostPort> here = host.hold(hold("kaaaaaaa", ways, "exit 0", List.of()));

            HostPort first = host.add("kaaaaaaa", "notebook", port("nid1", 6000, 0));
            assertThat(here).doesNotContainValue(first);
            HostPort again = host.add("kaaaaaaa", "notebook", port("nid1", 6001, first.port()));
            assertThat(again).isEqualTo(first);
            assertThat(closed).containsExactly(first);

            host.remove("kaaaaaaa", "notebook");
            assertThat(closed).containsExactly(first, first);
            assertThat(host.hold(hold("kaaaaaaa", ways, "exit 0", List.of()))).isEqualTo(here);
            assertThatThrownBy(() -> host.add("kbbbbbbb", "notebook", port("nid1", 6000, 0)))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("nothing is kept open for cluster kbbbbbbb");
        }
    }

    private static Hold.Port port(String there, int number, int here) {
        return new Hold.Port(new HostPort(there, number), here);
    }

    @Test
    void theFilesOfAClusterGoWhenItsWatchSaysThatItHasEnded() throws Exception {
        Path profile = Files.createDirectories(directory.resolve("profile_job_1/security"));
        Path mark = directory.resolve("ended");
        String watch = "[ ! -e '" + mark + "' ] || exit " + Hold.ENDED;
        try (AgentHost host = host()) {
            host.hold(hold("kaaaaaaa", Map.of(), watch, List.of(profile)));
            assertThat(host.status().holds()).containsExactly("kaaaaaaa");
            assertThat(profile).exists();
            Files.createFile(mark);
            await(() -> host.status().holds().isEmpty());
            assertThat(profile).doesNotExist();
        }
    }

    @Test
    void aClusterWhoseControllerIsGoneForMinutesIsLetGoWithItsFiles() throws Exception {
        Background other = background("b");
        Path profile = Files.createDirectories(directory.resolve("profile_job_1"));
        // Nobody accepts: each look stays in the backlog, and one beyond it would wait for seconds.
        try (ServerSocket far = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
                Serving serving =
                        serving(
                                other,
                                (login, prompts) -> new LocalHost(),
                                new Hurrying(),
                                Doorway.FIRST_CALL);
                AgentHost host = at(other, silent())) {
            HostPort there = new HostPort("127.0.0.1", far.getLocalPort());
            Path looks = directory.resolve("looks");
            String watch = "echo look >>'" + looks + "'";
            host.hold(hold("kaaaaaaa", Map.of("iopub", there), watch, List.of(profile)));
            await(() -> Files.exists(looks) && Files.readAllLines(looks).size() > 8);
            assertThat(host.status().holds()).containsExactly("kaaaaaaa");

            far.close();
            await(() -> host.status().holds().isEmpty());
            assertThat(profile).doesNotExist();
        }
    }

    /** A clock on which a minute passes between two looks. */
    private static final class Hurrying extends Clock {
        private final AtomicLong minutes = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.EPOCH.plus(Duration.ofMinutes(minutes.incrementAndGet()));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void aWatchThatFailsSaysNothing() throws Exception {
        Path looks = directory.resolve("looks");
        try (AgentHost host = host()) {
            host.hold(
                    hold(
                            "kaaaaaaa",
                            Map.of(),
                            "echo look >>'" + looks + "'; exit 1",
                            List.of(looks)));
            await(() -> Files.exists(looks) && Files.readAllLines(looks).size() > 2);
            assertThat(host.status().holds()).containsExactly("kaaaaaaa");
        }
    }

    @Test
    void eachLoginHasAConnectionOfItsOwnWhichEndsWithItsLastUse() throws Exception {
        Background other = background("b");
        List<String> opened = new CopyOnWriteArrayList<>();
        List<String> ended = new CopyOnWriteArrayList<>();
        try (Serving serving =
                        serving(
                                other,
                                (login, prompts) -> {
                                    opened.add(login.orElse("here"));
                                    return new Elsewhere(List.of()) {
                                        @Override
                                        public void close() {
                                            ended.add(login.orElse("here"));
                                        }
                                    };
                                });
                AgentHost daint = at(other, Optional.of("daint"), silent())) {
            try (AgentHost wheeler = at(other, Optional.of("wheeler"), silent())) {
                assertThat(wheeler.run(Command.of("true")).succeeded()).isTrue();
                assertThat(opened).containsExactly("daint", "wheeler");
            }
            await(() -> ended.contains("wheeler"));
            assertThat(daint.run(Command.of("true")).succeeded()).isTrue();
            assertThat(opened).containsExactly("daint", "wheeler");
            assertThat(ended).containsExactly("wheeler");
            assertThat(
                            AgentHost.ifHeld(
                                    other,
                                    Optional.of("wheeler"),
                                    Conversation.with(other.socket()),
                                    silent()))
                    .as("a look does not log in")
                    .isEmpty();
        }
    }

    @Test
    void whatWasHeldIsTakenUpOnTheSamePortsByTheAgentAfterOneThatWasKilled() throws Exception {
        Background first = background("b");
        Map<String, HostPort> ways = Map.of("iopub", new HostPort("nid1", 5000));
        Map<String, HostPort> here;
        List<HostPort> closed = new CopyOnWriteArrayList<>();
        Serving killed = serving(first, (login, prompts) -> new Elsewhere(closed));
        try (AgentHost host = at(first, silent())) {
            here = host.hold(hold("kaaaaaaa", ways, "exit 0", List.of()));
        }
        killed.close(); // As a kill does, it lets nothing go: it is still on disk.
        List<Integer> asked = new CopyOnWriteArrayList<>();
        try (Serving second =
                serving(
                        first,
                        (login, prompts) ->
                                new Elsewhere(closed) {
                                    @Override
                                    public Forward forward(HostPort there, int localPort) {
                                        asked.add(localPort);
                                        return super.forward(there, localPort);
                                    }
                                })) {
            assertThat(second).isNotNull();
            await(() -> !asked.isEmpty());
            assertThat(hints).as("where the host was met before").endsWith("192.0.2.7");
            assertThat(asked)
                    .containsExactlyElementsOf(here.values().stream().map(HostPort::port).toList());
            try (AgentHost host = at(first, silent())) {
                assertThat(host.status().holds()).containsExactly("kaaaaaaa");
                host.release("kaaaaaaa");
            }
        }
        assertThat(first.directory().resolve("holds")).isEmptyDirectory();
    }

    @Test
    void aLoginThatWasRefusedIsTriedAgainOnlyForAPerson() throws Exception {
        Background other = background("b");
        AtomicLong attempts = new AtomicLong();
        try (Serving serving =
                serving(
                        other,
                        (login, prompts) -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw new HostException(
                                        HostException.Kind.LOGIN_REFUSED,
                                        "no",
                                        Optional.empty(),
                                        Optional.empty());
                            }
                            return new LocalHost();
                        })) {
            assertThat(serving).isNotNull();
            ObjectNode run = Messages.command("run", Command.of("true"));
            for (int i = 0; i < 3; i++) {
                try (Conversation nobody = Conversation.with(other.socket())) {
                    assertThat(nobody.ask(run).path("kind").asText()).isEqualTo("LOGIN_REFUSED");
                }
            }
            assertThat(attempts).hasValue(1);
            try (AgentHost host = at(other, silent())) {
                assertThat(host.run(Command.of("true")).succeeded()).isTrue();
            }
        }
    }

    @Test
    void anAgentWithoutAHoldLeavesWhenTheLastCommandHasHungUp() throws Exception {
        AgentHost host = host();
        assertThat(over()).isNotDone();
        host.close();
        over().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void anAgentThatNobodyCallsLeaves() throws Exception {
        try (Serving lonely =
                serving(
                        background("b"),
                        (login, prompts) -> new LocalHost(),
                        Clock.systemUTC(),
                        OFTEN)) {
            lonely.over().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void aClosedAgentLeavesNoSocketAndItsHostsSaySo() throws Exception {
        try (AgentHost host = host()) {
            end();
            assertThat(agent.socket()).doesNotExist();
            assertThatThrownBy(() -> host.run(Command.script("exit 0")))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> assertThat(e.kind()).isEqualTo(HostException.Kind.UNREACHABLE));
        }
    }

    @Test
    void aFailureOfTheHostArrivesWithItsKindAndAdvice() throws Exception {
        Background elsewhere = background("b");
        HostException refused =
                new HostException(
                        HostException.Kind.LOGIN_REFUSED,
                        "daint refused the login",
                        Optional.of("ssh-add"),
                        Optional.empty());
        try (Serving closed =
                serving(
                        elsewhere,
                        (login, prompts) -> {
                            throw refused;
                        })) {
            assertThat(closed).isNotNull();
            assertThatThrownBy(() -> at(elsewhere, silent()))
                    .isInstanceOfSatisfying(
                            HostException.class,
                            e -> {
                                assertThat(e.kind()).isEqualTo(HostException.Kind.LOGIN_REFUSED);
                                assertThat(e).hasMessage("daint refused the login");
                                assertThat(e.advice()).contains("ssh-add");
                            });
        }
    }

    @Test
    void aQuestionOfTheLoginIsPutToThePersonWhoAsked() throws Exception {
        Background elsewhere = background("b");
        StringBuilder shown = new StringBuilder();
        Prompts person =
                new Prompts() {
                    @Override
                    public void show(String text) {
                        shown.append(text);
                    }

                    @Override
                    public Optional<String> ask(String question, boolean echo) {
                        return Optional.of(question + echo);
                    }
                };
        StringBuilder answered = new StringBuilder();
        try (Serving asking =
                        serving(
                                elsewhere,
                                (login, prompts) -> {
                                    prompts.show("Welcome");
                                    answered.append(prompts.ask("code? ", false).orElse("-"));
                                    return new LocalHost();
                                });
                AgentHost host = at(elsewhere, person)) {
            assertThat(asking).isNotNull();
            assertThat(shown).hasToString("Welcome");
            assertThat(answered).hasToString("code? false");
            assertThat(host.run(Command.script("echo well")).stdout()).isEqualTo("well\n");
        }
    }

    @Test
    void whoeverComesShortlyBeforeASignedKeyExpiresIsTold() throws Exception {
        signed =
                Optional.of(
                        new KeyExpiry(
                                Path.of("id-cert.pub"), Instant.now().plus(Duration.ofHours(1))));
        StringBuilder shown = new StringBuilder();
        Prompts person =
                new Prompts() {
                    @Override
                    public void show(String text) {
                        shown.append(text);
                    }

                    @Override
                    public Optional<String> ask(String question, boolean echo) {
                        return Optional.empty();
                    }
                };
        try (AgentHost host = at(agent, person)) {
            assertThat(host.name()).isNotEmpty();
            assertThat(shown).contains("the signed key id-cert.pub expires at ");
        }
    }

    @Test
    void aWordThatTheAgentDoesNotKnowIsRefused() throws Exception {
        try (Conversation stranger = Conversation.with(agent.socket())) {
            assertThat(stranger.ask(Messages.of("dance")).path("message").asText())
                    .contains("does not know 'dance'");
            assertThat(stranger.ask(Messages.of("status")).path("ok").asBoolean()).isTrue();
        }
    }

    @Test
    void oneWhoTalksNonsenseDoesNotDisturbTheOthers() throws Exception {
        try (Conversation stranger = Conversation.with(agent.socket())) {
            byte[] nonsense = "\u0000{]\n".getBytes(StandardCharsets.UTF_8);
            stranger.sendBytes(nonsense, nonsense.length);
            assertThatThrownBy(stranger::receive).isInstanceOf(IOException.class);
        }
        try (AgentHost host = host()) {
            assertThat(host.run(Command.script("echo well")).stdout()).isEqualTo("well\n");
        }
    }

    @Test
    void longTextsComeThroughWhole() throws Exception {
        String text = "0123456789\t\"\\\n".repeat(30_000);
        try (AgentHost host = host()) {
            assertThat(host.run(Command.of("cat").withStdin(text)).stdout()).isEqualTo(text);
        }
    }

    @Test
    void aNameForALoginIsNoPathAndNoOtherLoginsName() {
        assertThat(Lines.nameOf(Optional.empty())).isEqualTo("localhost");
        assertThat(Lines.nameOf(Optional.of("daint"))).isEqualTo("daint");
        assertThat(List.of("me@daint", "me_daint", "me/daint", "../daint", "x".repeat(300)))
                .extracting(login -> Lines.nameOf(Optional.of(login)))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9._-]{1,50}") && !name.startsWith("../"));
    }

    @Test
    void aWireGoesThroughTheAgentBothWays() throws Exception {
        byte[] sent = new byte[1 << 20];
        new Random(5).nextBytes(sent);
        try (AgentHost host = host();
                Wire wire = host.talk(Command.of("cat"))) {
            CompletableFuture<byte[]> back =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return wire.in().readAllBytes();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            wire.out().write(sent);
            wire.out().close();
            assertThat(back.get()).isEqualTo(sent);
        }
    }

    @Test
    void noAgentIsNoFailure() {
        UserDirectories nobody = UserDirectories.from(Map.of("HOME", directory.toString()));
        assertThat(new Lines(nobody, silent()).running(Optional.of("daint"))).isEmpty();
    }

    private CompletableFuture<Void> over() {
        return server.orElseThrow().over();
    }

    private Background background(String name) {
        return new Background(name, "none", directory.resolve("of-" + name), List.of());
    }

    private static AgentHost at(Background agent, Prompts prompts) throws IOException {
        return at(agent, Optional.empty(), prompts);
    }

    private static AgentHost at(Background agent, Optional<String> login, Prompts prompts)
            throws IOException {
        return AgentHost.of(agent, login, Conversation.with(agent.socket()), prompts);
    }

    private AgentHost host() throws IOException {
        return at(agent, silent());
    }

    /** Serves in the background; what the agent opens is told, not how it speaks of it. */
    private Serving serving(Background at, Opening opening) throws IOException {
        return serving(at, opening, Clock.systemUTC(), Doorway.FIRST_CALL);
    }

    private Serving serving(Background at, Opening opening, Clock clock, Duration firstCall)
            throws IOException {
        PrivateFiles.directory(at.directory());
        AgentServer agent =
                new AgentServer(
                        at,
                        background("keeper"),
                        new HostOpener() {
                            @Override
                            public WiredHost open(
                                    Optional<String> login,
                                    Prompts prompts,
                                    Optional<String> address)
                                    throws InterruptedException {
                                hints.add(address.orElse("none"));
                                return opening.open(login, prompts);
                            }

                            @Override
                            public Optional<String> addressOf(Host host) {
                                return Optional.of("192.0.2.7");
                            }

                            @Override
                            public void onReturn(Host host, Runnable told) {}

                            @Override
                            public Optional<KeyExpiry> keyExpiry(Host host) {
                                return signed;
                            }

                            @Override
                            public void revive(Host host) {}

                            @Override
                            public String lineOf(Host host) {
                                return "this machine";
                            }
                        },
                        clock,
                        firstCall);
        CompletableFuture<Void> over = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                agent.serve();
                                over.complete(null);
                            } catch (InterruptedException e) {
                                over.completeExceptionally(e);
                            }
                        },
                        "agent-under-test");
        thread.setDaemon(true);
        thread.start();
        return new Serving(agent, over);
    }

    private interface Opening {
        WiredHost open(Optional<String> login, Prompts prompts) throws InterruptedException;
    }

    /** An agent at work, and the end of its work. */
    private record Serving(AgentServer agent, CompletableFuture<Void> over)
            implements AutoCloseable {
        @Override
        public void close() {
            agent.close();
        }
    }

    /** A host that is not this machine: each of its ports gets another number here. */
    private static class Elsewhere implements WiredHost {
        private final WiredHost commands = new LocalHost();
        private final List<HostPort> closed;
        private int last = 40000;

        Elsewhere(List<HostPort> closed) {
            this.closed = closed;
        }

        @Override
        public String name() {
            return "elsewhere";
        }

        @Override
        public Outcome run(Command command) throws InterruptedException {
            return commands.run(command);
        }

        @Override
        public Wire dial(HostPort there) throws InterruptedException {
            return commands.dial(there);
        }

        @Override
        public Wire talk(Command command) throws InterruptedException {
            return commands.talk(command);
        }

        @Override
        public Running start(Command command) throws InterruptedException {
            return commands.start(command);
        }

        @Override
        public Forward forward(HostPort there, int localPort) {
            HostPort here = new HostPort("127.0.0.1", localPort == 0 ? ++last : localPort);
            return new Forward() {
                @Override
                public HostPort here() {
                    return here;
                }

                @Override
                public HostPort there() {
                    return there;
                }

                @Override
                public void close() {
                    closed.add(here);
                }
            };
        }

        @Override
        public boolean reaches(HostPort there) {
            return true;
        }

        @Override
        public void close() {
            commands.close();
        }
    }

    private static Hold hold(
            String owner, Map<String, HostPort> ways, String watch, List<Path> files) {
        Map<String, Hold.Port> wanted = new java.util.HashMap<>();
        ways.forEach((name, there) -> wanted.put(name, new Hold.Port(there, 0)));
        return new Hold(owner, wanted, watch, OFTEN, files, Instant.MAX, Optional.empty());
    }

    private static Prompts silent() {
        return new Prompts() {
            @Override
            public void show(String text) {}

            @Override
            public Optional<String> ask(String question, boolean echo) {
                return Optional.empty();
            }
        };
    }

    private interface Fact {
        boolean isThere() throws Exception;
    }

    private static void await(Fact fact) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!fact.isThere()) {
            assertThat(System.nanoTime()).as("waited for " + PATIENCE).isLessThan(deadline);
            Thread.sleep(OFTEN.toMillis());
        }
    }
}
