package io.jcluster.tunnel;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(Lifecycle.PER_CLASS)
class SshHostContractTest implements HostContract {

    private OpenSshd sshd;
    private WiredHost host;

    @BeforeAll
    void logIn(@TempDir Path directory) throws Exception {
        sshd = OpenSshd.start(directory).known();
        host = SshHost.connect(sshd.target(), Prompts.nobody());
    }

    @AfterAll
    void logOut() throws Exception {
        host.close();
        sshd.close();
    }

    @Override
    public WiredHost host() {
        return host;
    }
}
