/** Translates between DRMAA2 and the commands of OpenPBS, PBS Pro and TORQUE. */
module io.jcluster.scheduler.pbs {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires io.jcluster.scheduler;
    requires java.xml;

    provides io.jcluster.drmaa2.spi.SessionManagerProvider with
            io.jcluster.scheduler.pbs.OpenPbsProvider,
            io.jcluster.scheduler.pbs.TorqueProvider;
    provides io.jcluster.scheduler.Dialect with
            io.jcluster.scheduler.pbs.OpenPbsDialect,
            io.jcluster.scheduler.pbs.TorqueDialect;
    provides io.jcluster.scheduler.DialectFamily with
            io.jcluster.scheduler.pbs.PbsFamily;
}
