package io.jcluster.templates.ipyparallel;

import java.util.Optional;
import java.util.Set;

/** What the settings are for that become no word of a profile. */
final class KnownTraits {

    private static final Set<String> ADDRESSES =
            Set.of(
                    "controller_ip",
                    "controller_location",
                    "location",
                    "engine_ip",
                    "client_ip",
                    "monitor_ip",
                    "engine_transport",
                    "client_transport",
                    "monitor_transport",
                    "transport",
                    "hb",
                    "mux",
                    "task",
                    "control",
                    "iopub",
                    "mon_port",
                    "notifier_port",
                    "regport",
                    "engine_ports",
                    "client_ports");
    private static final Set<String> WAITING =
            Set.of(
                    "delay",
                    "engine_timeout",
                    "timeout",
                    "early_shutdown",
                    "wait_for_url_file",
                    "registration_timeout",
                    "max_heartbeat_misses",
                    "max_heartmonitor_misses",
                    "period",
                    "mpi_registration_delay",
                    "connection_info_timeout");
    private static final Set<String> FILES =
            Set.of(
                    "cluster_id",
                    "profile",
                    "profile_dir",
                    "cluster_file",
                    "url_file",
                    "url_file_name",
                    "reuse_files",
                    "engine_json_file",
                    "client_json_file",
                    "auto_create",
                    "clean_logs",
                    "log_to_file",
                    "log_level",
                    "log_url",
                    "output_file",
                    "batch_file_name",
                    "send_engines_connection_env",
                    "daemonize",
                    "shutdown_atexit",
                    "load_profile");
    private static final Set<String> COMMANDS =
            Set.of(
                    "submit_command",
                    "delete_command",
                    "signal_command",
                    "job_id_regexp",
                    "job_id_regexp_group");
    private static final Set<String> AT_START =
            Set.of(
                    "startup_command",
                    "startup_script",
                    "exec_lines",
                    "exec_files",
                    "import_statements");
    private static final Set<String> REQUEST =
            Set.of(
                    "queue",
                    "account",
                    "qos",
                    "timelimit",
                    "options",
                    "batch_template",
                    "batch_template_file",
                    "namespace",
                    "mpi_cmd",
                    "mpi_args");

    private KnownTraits() {}

    /** Why nothing is lost without it, where that is so. */
    static Optional<String> ours(String owner, String trait) {
        if (ADDRESSES.contains(trait)) {
            return Optional.of("jcluster finds addresses and ports that are reached");
        }
        if (WAITING.contains(trait)) {
            return Optional.of("jcluster waits for facts, and longer for more engines");
        }
        if (FILES.contains(trait)) {
            return Optional.of("each cluster of jcluster has a directory and logs of its own");
        }
        if (trait.equals("use_mpi") || owner.equals("MPI")) {
            return Optional.of("jcluster's engines are one MPI world; launch: mpi: none says no");
        }
        return Optional.empty();
    }

    /** What the author can do. */
    static String advice(String owner, String trait) {
        if (COMMANDS.contains(trait)) {
            return "jcluster calls the scheduler's own commands, found on the PATH";
        }
        if (AT_START.contains(trait)) {
            return "run it from the client, on all engines: view.execute(...)";
        }
        if (REQUEST.contains(trait)) {
            return "not used by this profile's launchers or job scripts; if it is wanted, there are words in 'resources' and 'launch'";
        }
        if (owner.startsWith("SSH")) {
            return "site: login: names the host to submit from; jcluster starts nothing on named hosts";
        }
        return "no word of a profile";
    }
}
