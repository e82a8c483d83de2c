/** Translates between DRMAA2 and Slurm's commands. */
module io.jcluster.scheduler.slurm {
    requires static transitive org.jspecify;
    requires io.jcluster.scheduler;

    provides io.jcluster.scheduler.Dialect with
            io.jcluster.scheduler.slurm.SlurmDialect;
    provides io.jcluster.drmaa2.spi.SessionManagerProvider with
            io.jcluster.scheduler.slurm.SlurmProvider;
}
