package io.jcluster.scheduler.shell;

import io.jcluster.drmaa2.SessionManager;
import io.jcluster.drmaa2.spi.SessionManagerProvider;
import io.jcluster.scheduler.DialectProvider;
import java.util.Set;

/** No batch system, for {@code Drmaa2.sessionManager("shell")}: chosen where there is no other. */
public final class ShellProvider implements SessionManagerProvider {

    private static final DialectProvider SHELL = new DialectProvider(new ShellDialect(), 1);

    @Override
    public String name() {
        return SHELL.name();
    }

    @Override
    public Set<String> contactSchemes() {
        return SHELL.contactSchemes();
    }

    /** Its jobs are found by what Linux says of its processes. */
    @Override
    public int probe() {
        return System.getProperty("os.name", "").equals("Linux") ? SHELL.probe() : 0;
    }

    @Override
    public SessionManager sessionManager() {
        return SHELL.sessionManager();
    }
}
