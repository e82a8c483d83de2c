package io.jcluster.scheduler.slurm;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.spi.SessionManagerProvider;
import io.jcluster.scheduler.DialectProvider;
import java.util.Set;

/** Slurm for {@code Drmaa2.sessionManager("slurm")}. */
public final class SlurmProvider implements SessionManagerProvider {

    private static final DialectProvider SLURM = new DialectProvider(new SlurmDialect(), 90);

    @Override
    public String name() {
        return SLURM.name();
    }

    @Override
    public Set<String> contactSchemes() {
        return SLURM.contactSchemes();
    }

    @Override
    public int probe() {
        return SLURM.probe();
    }

    @Override
    public SessionManager sessionManager() {
        return SLURM.sessionManager();
    }
}
