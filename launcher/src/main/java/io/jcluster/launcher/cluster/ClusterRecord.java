package io.jcluster.launcher.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.templates.EngineKind;
import io.jcluster.templates.LineWay;
import io.jcluster.templates.Profile;
import io.jcluster.templates.Vocabulary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that is needed to find, reconnect, inspect and stop a cluster. Written before the job is
 * submitted, so that nothing that happens to the laptop can leave a job behind that nobody knows.
 *
 * @param key names the cluster for ever: this record, the directory on the host, the tag on the job
 * @param id what the user calls it: the job's id once there is one, told apart from other hosts'
 *     ids
 * @param profile the profile's name
 * @param login the host it was submitted on, as the user names it; empty for this machine
 * @param scheduler the dialect's own name, never its family's
 * @param engines how many were asked for
 * @param mpi whether the engines are to be one MPI world
 * @param walltime the job's limit; empty when the site's default counts
 * @param directory the job's directory on the host, relative to the home directory there
 * @param created when the record was made
 * @param phase how far this laptop has come
 * @param jobId the scheduler's id
 * @param ports local ports by channel, kept so that a reconnect gives the same ones
 * @param pollInterval the shortest pause between two questions to the scheduler; empty when the
 *     usual one counts
 * @param message why it ended, or what went wrong last
 * @param enginesJob the engines' own job; empty where they are in the controller's
 * @param line what the profile says of the way there
 * @param request how it was asked for
 * @param kind what its engines are
 */
public record ClusterRecord(
        String key,
        String id,
        String profile,
        Optional<String> login,
        String scheduler,
        int engines,
        boolean mpi,
        Optional<Duration> walltime,
        String directory,
        Instant created,
        Phase phase,
        Optional<String> jobId,
        Map<String, Integer> ports,
        Optional<Duration> pollInterval,
        Optional<String> message,
        Optional<EnginesJob> enginesJob,
        Profile.Line line,
        Request request,
        EngineKind kind) {

    /** How long before the end of its time a cluster is spoken of, where nothing is said. */
    public static final Duration USUAL_WARNING = Profile.EMPTY.usual(Vocabulary.WARN_BEFORE);

    /**
     * What the user asked for, kept so that it can be asked for again.
     *
     * @param options the options of the command line that describe the cluster, as {@code
     *     --name=value}; empty when they are not on record
     * @param from the directory in which they were given
     * @param warnBefore how long before the end of its time to warn
     */
    public record Request(
            Optional<List<String>> options, Optional<String> from, Duration warnBefore) {

        /** Of which nothing is on record. */
        public static final Request UNKNOWN =
                new Request(Optional.empty(), Optional.empty(), USUAL_WARNING);

        public Request {
            options = options.map(List::copyOf);
        }
    }

    /**
     * A job of their own for the engines; {@link ClusterRecord#jobId} is then the controller's.
     *
     * @param id the scheduler's; empty before it has been submitted
     * @param hold whether it is held until the controller has answered
     */
    public record EnginesJob(Optional<String> id, boolean hold) {}

    public ClusterRecord {
        ports = Map.copyOf(ports);
    }

    /** The name of the IPython profile on the laptop. */
    public String ipythonProfile() {
        return "job_" + id;
    }

    /** Where the cluster runs, for messages. */
    public String where() {
        return login.orElse("this machine");
    }

    /** The jobs' ids, the controller's first, as far as there are any. */
    public List<String> jobIds() {
        return Stream.concat(jobId.stream(), enginesJob.flatMap(EnginesJob::id).stream()).toList();
    }

    public ClusterRecord submittedAs(String newId, String job) {
        return with(newId, Phase.SUBMITTED, Optional.of(job), ports, Optional.empty(), enginesJob);
    }

    public ClusterRecord withEngines(String job) {
        return with(
                id,
                phase,
                jobId,
                ports,
                message,
                enginesJob.map(own -> new EnginesJob(Optional.of(job), own.hold())));
    }

    public ClusterRecord calling(String newId) {
        return with(newId, phase, jobId, ports, message, enginesJob);
    }

    public ClusterRecord connectedOn(Map<String, Integer> localPorts) {
        return with(id, Phase.CONNECTED, jobId, localPorts, Optional.empty(), enginesJob);
    }

    ClusterRecord onPorts(Map<String, Integer> localPorts) {
        return with(id, phase, jobId, localPorts, message, enginesJob);
    }

    public ClusterRecord in(Phase newPhase) {
        return with(id, newPhase, jobId, ports, message, enginesJob);
    }

    public ClusterRecord endedBecause(String why) {
        return with(id, Phase.ENDED, jobId, ports, Optional.of(why), enginesJob);
    }

    /** What changes in the life of a cluster. */
    private ClusterRecord with(
            String newId,
            Phase newPhase,
            Optional<String> newJobId,
            Map<String, Integer> newPorts,
            Optional<String> newMessage,
            Optional<EnginesJob> newEnginesJob) {
        return new ClusterRecord(
                key,
                newId,
                profile,
                login,
                scheduler,
                engines,
                mpi,
                walltime,
                directory,
                created,
                newPhase,
                newJobId,
                newPorts,
                pollInterval,
                newMessage,
                newEnginesJob,
                line,
                request,
                kind);
    }

    ObjectNode toJson() {
        ObjectNode json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("key", key)
                        .put("id", id)
                        .put("profile", profile)
                        .put("scheduler", scheduler)
                        .put("kind", kind.word())
                        .put("engines", engines)
                        .put("mpi", mpi)
                        .put("directory", directory)
                        .put("created", created.toString())
                        .put("phase", phase.name());
        login.ifPresent(value -> json.put("login", value));
        walltime.ifPresent(value -> json.put("walltime", value.toSeconds()));
        pollInterval.ifPresent(value -> json.put("poll_interval", value.toSeconds()));
        jobId.ifPresent(value -> json.put("job", value));
        message.ifPresent(value -> json.put("message", value));
        enginesJob.ifPresent(
                own -> {
                    ObjectNode job = json.putObject("engines_job").put("hold", own.hold());
                    own.id().ifPresent(value -> job.put("id", value));
                });
        ObjectNode way = json.putObject("line");
        line.relay().ifPresent(value -> way.put("relay", value));
        line.keep().ifPresent(value -> way.put("keep", value.toSeconds()));
        line.way().ifPresent(value -> way.put("way", value.word()));
        ObjectNode asked = json.putObject("request");
        request.options()
                .ifPresent(
                        words -> {
                            ArrayNode list = asked.putArray("options");
                            words.forEach(list::add);
                        });
        request.from().ifPresent(value -> asked.put("from", value));
        asked.put("warn_before", request.warnBefore().toSeconds());
        ObjectNode numbers = json.putObject("ports");
        ports.forEach(numbers::put);
        return json;
    }

    static ClusterRecord fromJson(JsonNode json) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        json.path("ports")
                .properties()
                .forEach(port -> ports.put(port.getKey(), port.getValue().asInt()));
        return new ClusterRecord(
                json.required("key").asText(),
                json.required("id").asText(),
                json.required("profile").asText(),
                text(json, "login"),
                json.required("scheduler").asText(),
                json.required("engines").asInt(),
                json.path("mpi").asBoolean(true),
                json.has("walltime")
                        ? Optional.of(Duration.ofSeconds(json.get("walltime").asLong()))
                        : Optional.empty(),
                json.required("directory").asText(),
                Instant.parse(json.required("created").asText()),
                Phase.valueOf(json.required("phase").asText()),
                text(json, "job"),
                ports,
                json.has("poll_interval")
                        ? Optional.of(Duration.ofSeconds(json.get("poll_interval").asLong()))
                        : Optional.empty(),
                text(json, "message"),
                json.hasNonNull("engines_job")
                        ? Optional.of(
                                new EnginesJob(
                                        text(json.get("engines_job"), "id"),
                                        json.get("engines_job").path("hold").asBoolean()))
                        : Optional.empty(),
                line(json.path("line")),
                request(json.path("request")),
                EngineKind.named(json.path("kind").asText(EngineKind.PYTHON.word())));
    }

    private static Request request(JsonNode json) {
        List<String> options = new ArrayList<>();
        json.path("options").forEach(word -> options.add(word.asText()));
        return new Request(
                json.has("options") ? Optional.of(options) : Optional.empty(),
                text(json, "from"),
                json.has("warn_before")
                        ? Duration.ofSeconds(json.get("warn_before").asLong())
                        : USUAL_WARNING);
    }

    private static Profile.Line line(JsonNode json) {
        return new Profile.Line(
                json.has("relay") ? Optional.of(json.get("relay").asBoolean()) : Optional.empty(),
                json.has("keep")
                        ? Optional.of(Duration.ofSeconds(json.get("keep").asLong()))
                        : Optional.empty(),
                text(json, "way").map(LineWay::parse));
    }

    private static Optional<String> text(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(json.get(name).asText()) : Optional.empty();
    }
}
