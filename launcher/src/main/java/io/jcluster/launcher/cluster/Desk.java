package io.jcluster.launcher.cluster;

import io.jcluster.launcher.agent.Lines;
import io.jcluster.launcher.config.UserDirectories;

/**
 * What every piece of work on clusters needs at hand.
 *
 * @param directories where this user's files are
 * @param store the clusters on record
 * @param lines the ways to the hosts
 * @param progress how a person follows
 */
public record Desk(
        UserDirectories directories, ClusterStore store, Lines lines, Progress progress) {}
