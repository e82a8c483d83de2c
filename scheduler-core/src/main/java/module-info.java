/** DRMAA2 sessions over any workload manager that is driven by commands. */
module io.jcluster.scheduler {
    requires static transitive org.jspecify;
    requires transitive io.jcluster.drmaa2;
    requires transitive io.jcluster.tunnel;
    requires com.fasterxml.jackson.databind;
    requires org.slf4j;

    exports io.jcluster.scheduler;

    uses io.jcluster.scheduler.Dialect;
    uses io.jcluster.scheduler.DialectFamily;
}
