package io.jcluster.launcher.agent;

import java.util.List;

/**
 * What the agent says of one host.
 *
 * @param pid its process
 * @param line {@code up}, or in words why not
 * @param holds the keys of the clusters that it keeps there
 */
public record AgentStatus(long pid, String line, List<String> holds) {}
