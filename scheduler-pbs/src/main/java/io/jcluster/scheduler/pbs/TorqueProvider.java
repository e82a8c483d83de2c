package io.jcluster.scheduler.pbs;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.spi.SessionManagerProvider;
import io.jcluster.scheduler.DialectProvider;
import java.util.Set;

/** Torque for {@code Drmaa2.sessionManager("torque")}. */
public final class TorqueProvider implements SessionManagerProvider {

    private static final DialectProvider PBS = new DialectProvider(new TorqueDialect(), 80);

    @Override
    public String name() {
        return PBS.name();
    }

    @Override
    public Set<String> contactSchemes() {
        return PBS.contactSchemes();
    }

    @Override
    public int probe() {
        return PBS.probe();
    }

    @Override
    public SessionManager sessionManager() {
        return PBS.sessionManager();
    }
}
