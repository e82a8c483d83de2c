package io.jcluster.scheduler;

/**
 * A place where jobs are submitted: how to speak of it, and the one watch over it.
 *
 * @param contact in normal form
 * @param reach makes sure that it can be reached, where that has to be found out
 */
record Site(String contact, Watch watch, Categories categories, Runnable reach) {}
