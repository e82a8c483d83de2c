package io.jcluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(sshd.log())
                .as("of what JSch did against the protocol, for which sshd ends a connection")
                .doesNotContain("Disconnecting");
        host.close();
        sshd.close();
    }

    @Override
    public WiredHost host() {
        return host;
    }
}
