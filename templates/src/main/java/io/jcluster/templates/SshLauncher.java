package io.jcluster.templates;

/** Engines without MPI on hosts that were named, each host's by one ssh. */
public final class SshLauncher implements EngineLauncher {

    /** For ServiceLoader. */
    public SshLauncher() {}

    @Override
    public String name() {
        return "ssh";
    }

    /** How many start on which host is known by the script. */
    @Override
    public String lines(Launch launch) {
        return Resource.text("launchers/ssh.sh");
    }
}
