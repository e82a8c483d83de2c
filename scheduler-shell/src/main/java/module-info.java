/** Jobs as processes of a host that has no batch system. */
module io.jcluster.scheduler.shell {
    requires static transitive org.jspecify;
    requires io.jcluster.scheduler;

    provides io.jcluster.scheduler.Dialect with
            io.jcluster.scheduler.shell.ShellDialect;
    provides io.jcluster.drmaa2.spi.SessionManagerProvider with
            io.jcluster.scheduler.shell.ShellProvider;
}
