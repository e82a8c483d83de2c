package io.jcluster.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jcluster.wire.Json;
import io.jcluster.wire.SignatureScheme;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a controller tells its clients: where its ports are and the key that opens them. Who has the
 * text may run code as the cluster's user, so it is written for the owner alone and never printed.
 *
 * <p>The keys are those of ipyparallel 6.3, 7.1, 8.8 and 9.1, which do not say their version; keys
 * not known here are kept as they are.
 */
public final class ConnectionFile {

    private static final Pattern TCP = Pattern.compile("tcp://(\\[[^]]+]|[^:\\[\\]]+)");
    private static final List<String> WILDCARDS = List.of("*", "0.0.0.0", "[::]");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");
    private static final int Z85_KEY_LENGTH = 40;

    private final String origin;
    private final ObjectNode json;
    private final Map<Channel, Integer> ports;
    private final String address;
    private final SignatureScheme signatureScheme;

    private ConnectionFile(String origin, ObjectNode json) {
        this.origin = origin;
        this.json = json;
        this.ports = Collections.unmodifiableMap(readPorts());
        this.address = readAddress();
        requireJsonPacker("pack");
        requireJsonPacker("unpack");
        this.signatureScheme =
                SignatureScheme.ofName(text("signature_scheme"))
                        .orElseThrow(
                                () ->
                                        refuse(
                                                ("signature_scheme '%s' is not known here; hmac-sha256"
                                                                + " is the default")
                                                        .formatted(text("signature_scheme"))));
        text("key");
        text("location");
        curveServerKey()
                .filter(key -> key.length() != Z85_KEY_LENGTH)
                .ifPresent(
                        key -> {
                            throw refuse("curve_serverkey is not a Z85 key of 40 characters");
                        });
    }

    /**
     * The file's content.
     *
     * @throws IOException when the file cannot be read, as long as it does not exist for instance
     * @throws ConnectionFileException when it is not a client connection file, or not yet one
     */
    public static ConnectionFile read(Path file) throws IOException {
        return parse(Files.readString(file), file.toString());
    }

    /**
     * The file of a cluster that is connected on this machine.
     *
     * @param id of the cluster, as {@code jcluster list} shows it, or the name of an IPython
     *     profile
     * @throws IOException when the file cannot be read
     * @throws ConnectionFileException when there is no such file, or it is none for clients
     */
    public static ConnectionFile ofCluster(String id) throws IOException {
        var named = System.getenv("IPYTHONDIR");
        var ipython =
                named == null || named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".ipython")
                        : Path.of(named);
        return ofCluster(ipython, id);
    }

    static ConnectionFile ofCluster(Path ipython, String id) throws IOException {
        if (!id.matches("[\\w.-]+")) {
            throw new ConnectionFileException("not a cluster's id: " + PlainText.of(id), false);
        }
        for (var profile : List.of("profile_job_" + id, "profile_" + id)) {
            var file =
                    ipython.resolve(profile)
                            .resolve("security")
                            .resolve("ipcontroller-client.json");
            if (Files.exists(file)) {
                return read(file);
            }
        }
        throw new ConnectionFileException(
                "no cluster '%s' is connected here: %s has no profile_job_%s with a connection file;"
                                .formatted(id, ipython, id)
                        + " 'jcluster connect "
                        + id
                        + "' makes it",
                false);
    }

    /**
     * The content of a connection file that was read elsewhere.
     *
     * @param origin where it was read, for messages
     * @throws ConnectionFileException when it is not a client connection file, or not yet one
     */
    public static ConnectionFile parse(String text, String origin) {
        JsonNode json;
        try {
            json = Json.MESSAGES.readTree(text);
        } catch (JsonProcessingException e) {
            // The parser's message is left out: it quotes the text, and the key is in the text.
            var place = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
            throw isCutOff(text)
                    ? new ConnectionFileException(
                            origin + " ends in the middle: it may still be being written", true)
                    : new ConnectionFileException(origin + " is not JSON" + place, false);
        }
        if (json.isMissingNode()) {
            throw new ConnectionFileException(
                    origin + " is empty: it may still be being written", true);
        }
        if (!(json instanceof ObjectNode object)) {
            throw new ConnectionFileException(
                    origin + " holds no JSON object, as a connection file would", false);
        }
        return new ConnectionFile(origin, object);
    }

    /** The ports there are: seven, or six from controllers before 7.0. */
    public Map<Channel, Integer> ports() {
        return ports;
    }

    /**
     * The address the ports are on, as the controller's own machine would use it: never a wildcard.
     */
    public String address() {
        return address;
    }

    /** Whether only the controller's own machine can connect. */
    public boolean onLoopback() {
        return LOOPBACK.contains(address);
    }

    /** The controller's machine, as it calls itself. */
    public String location() {
        return text("location");
    }

    /**
     * The ZeroMQ address of a channel, as used from this machine.
     *
     * @throws IllegalArgumentException for a channel the controller does not have
     */
    public String endpoint(Channel channel) {
        return "tcp://" + host() + ":" + port(channel);
    }

    /** Where this machine finds the ports. */
    String host() {
        // Where every interface is listened on, the machine's own name may resolve to nothing.
        return listensEverywhere() && isThisMachine(address) ? "127.0.0.1" : address;
    }

    int port(Channel channel) {
        var port = ports.get(channel);
        if (port == null) {
            throw new IllegalArgumentException(origin + " has no port '" + channel.key() + "'");
        }
        return port;
    }

    /**
     * The same cluster through forwarded ports of this machine. {@code ssh} becomes empty, or
     * Python clients would open tunnels of their own.
     *
     * @param localPorts a local port for each of {@link #ports()}
     * @throws IllegalArgumentException when a port is missing, too many, or not a port
     */
    public ConnectionFile rewrittenTo(Map<Channel, Integer> localPorts) {
        if (!localPorts.keySet().equals(ports.keySet())) {
            throw new IllegalArgumentException(
                    "the cluster has ports " + ports.keySet() + ", not " + localPorts.keySet());
        }
        var copy = json.deepCopy();
        copy.put("interface", "tcp://127.0.0.1").put("location", "127.0.0.1").put("ssh", "");
        localPorts.forEach((channel, port) -> copy.put(channel.key(), port));
        return new ConnectionFile(origin, copy);
    }

    /**
     * The same cluster on an address that this machine reaches without a tunnel.
     *
     * @param reachable a host name or address of the controller's machine
     */
    public ConnectionFile reachableAt(String reachable) {
        var copy = json.deepCopy();
        copy.put("location", reachable).put("ssh", "");
        return new ConnectionFile(origin, copy);
    }

    /** Writes the file for the owner alone; readers see all of it or nothing. */
    public void writeTo(Path file) throws IOException {
        var target = file.toAbsolutePath();
        var directory = target.getParent();
        if (directory == null) {
            throw new IOException("not a file: " + file);
        }
        var part = Files.createTempFile(directory, ".connection", ".part", ownerOnly());
        try {
            Files.writeString(part, json.toPrettyString() + "\n");
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Where it was read, for messages. */
    public String origin() {
        return origin;
    }

    SignatureScheme signatureScheme() {
        return signatureScheme;
    }

    /** The HMAC key: the text itself, not what it may look like in hexadecimal. */
    byte[] key() {
        return text("key").getBytes(StandardCharsets.UTF_8);
    }

    Optional<String> curveServerKey() {
        return Optional.ofNullable(json.get("curve_serverkey"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(key -> !key.isEmpty());
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ConnectionFile[" + origin + ", " + address + ", " + ports + "]";
    }

    /** The parser has several exceptions for an end that comes too early, not all of them apart. */
    private static boolean isCutOff(String text) {
        var stripped = text.strip();
        return stripped.startsWith("{") && !stripped.endsWith("}");
    }

    private static FileAttribute<?>[] ownerOnly() {
        // A Windows profile directory is the owner's already, and knows no such permissions.
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private EnumMap<Channel, Integer> readPorts() {
        if (json.has("hb_ping")) {
            throw refuse(
                    "this is the file for engines; clients use the one ending in -client.json");
        }
        var read = new EnumMap<Channel, Integer>(Channel.class);
        for (var channel : Channel.values()) {
            var port = json.get(channel.key());
            if (port == null && channel == Channel.BROADCAST) {
                continue;
            }
            if (port == null) {
                throw refuse("the key '%s' is missing".formatted(channel.key()));
            }
            if (!port.isInt() || port.intValue() < 1 || port.intValue() > 65535) {
                throw refuse("'%s' is not a TCP port".formatted(channel.key()));
            }
            read.put(channel, port.intValue());
        }
        return read;
    }

    private String readAddress() {
        var url = text("interface");
        Matcher tcp = TCP.matcher(url);
        if (url.startsWith("ipc:")) {
            throw refuse(
                    ("the controller listens on local files (interface '%s'), which no other machine"
                                    + " reaches; start it with --ip instead of --transport=ipc")
                            .formatted(url));
        }
        if (!tcp.matches()) {
            throw refuse("interface '%s' is not of the form tcp://address".formatted(url));
        }
        var host = tcp.group(1);
        if (!WILDCARDS.contains(host)) {
            return host;
        }
        var location = text("location");
        if (location.isBlank()) {
            throw refuse(
                    "interface is '%s' and location is empty: no address to connect to"
                            .formatted(url));
        }
        return location;
    }

    private boolean listensEverywhere() {
        return WILDCARDS.contains(text("interface").replace("tcp://", ""));
    }

    private static boolean isThisMachine(String name) {
        try {
            return name.equalsIgnoreCase(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void requireJsonPacker(String key) {
        if (!Json.isPackedBy(text(key))) {
            throw refuse(
                    ("messages are packed with '%s', which only Python reads; set Session.packer and"
                                    + " Session.unpacker of the controller to json")
                            .formatted(text(key)));
        }
    }

    private String text(String key) {
        var value = json.get(key);
        if (value == null) {
            throw refuse("the key '%s' is missing".formatted(key));
        }
        if (!value.isTextual()) {
            throw refuse("'%s' is not text".formatted(key));
        }
        return value.textValue();
    }

    private ConnectionFileException refuse(String why) {
        return new ConnectionFileException(PlainText.of(origin + ": " + why), false);
    }
}
