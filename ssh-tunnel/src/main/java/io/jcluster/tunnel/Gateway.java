package io.jcluster.tunnel;

/** A host through whose own connection one can log in on the machines behind it. */
public interface Gateway extends WiredHost {

    /**
     * Logs in on a machine behind this one, over a channel of the connection that is there: no
     * second one is made. User, keys and agent are those of the login here; the machine's name,
     * port and host keys are what {@code ~/.ssh/config} says of it, and a host key may also stand
     * where this host's own does. What is returned ends with this host, comes back after it, and
     * can be closed before it.
     *
     * @param node the name of the machine as this one would look it up
     * @param prompts who answers when the machine asks for more than a key
     * @throws HostException when the machine is not reached, not let through to, not trusted, or
     *     refuses the login
     */
    WiredHost beyond(String node, Prompts prompts) throws InterruptedException;
}
