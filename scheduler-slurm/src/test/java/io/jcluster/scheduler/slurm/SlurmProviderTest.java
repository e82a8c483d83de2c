package io.jcluster.scheduler.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.drmaa2.Drmaa2;
import io.jcluster.drmaa2.DrmaaCapability;
import io.jcluster.drmaa2.InvalidArgumentException;
import org.junit.jupiter.api.Test;

/** Slurm as a program finds it, whether there is one here or not. */
class SlurmProviderTest {

    @Test
    void aProgramFindsItByNameAndGetsOneManagerUntilThatIsClosed() {
        var first = Drmaa2.sessionManager("slurm");
        assertThat(first.drmsName()).isEqualTo("Slurm");
        assertThat(first.supports(DrmaaCapability.CALLBACK)).isTrue();
        assertThat(Drmaa2.sessionManager("slurm")).isSameAs(first);
        first.close();
        var second = Drmaa2.sessionManager("slurm");
        assertThat(second).isNotSameAs(first);
        second.close();
    }

    @Test
    void aContactOfAnotherKindIsRefusedBeforeAnythingIsAsked() {
        try (var manager = Drmaa2.sessionManager("slurm")) {
            for (var contact : new String[] {"shell:", "slurm://alice:secret@login1", "login1"}) {
                assertThatThrownBy(() -> manager.createJobSession(null, contact))
                        .as(contact)
                        .isInstanceOf(InvalidArgumentException.class);
                assertThatThrownBy(() -> manager.openMonitoringSession(contact))
                        .as(contact)
                        .isInstanceOf(InvalidArgumentException.class);
            }
        }
    }
}
