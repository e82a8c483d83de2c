package io.jcluster.client;

/**
 * How much an engine has to do, as the hub counts. The hub learns of requests and answers on a
 * connection of its own: an answer that is here already may not be counted yet.
 *
 * @param queued requests sent to this engine and not answered
 * @param completed requests it has answered
 * @param tasks load-balanced requests it has and has not answered
 */
public record QueueStatus(int engine, int queued, int completed, int tasks) {}
