package io.jcluster.launcher.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class LineRehearsalTest {

    /** Where it fails, {@code bin/jcluster} goes on without a word, with half an archive. */
    @Test
    void theRehearsalGoesToItsEnd() {
        assertThatCode(LineRehearsal::run).doesNotThrowAnyException();
    }
}
