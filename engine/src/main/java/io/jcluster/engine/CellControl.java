package io.jcluster.engine;

import java.util.Map;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Where snippets run: always in this process, since what they share with it are objects.
 *
 * @param ownThread whether each snippet gets a thread, which can be stopped. Where MPI is, all of
 *     them run on the thread that started it
 */
record CellControl(boolean ownThread) implements ExecutionControlProvider {

    @Override
    public String name() {
        return "jcluster";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
        return ownThread ? new LocalExecutionControl() : new DirectExecutionControl();
    }

    /** A value as the {@code jshell} command shows it: text in quotes, arrays with their items. */
    static String text(Object value) {
        return Shown.of(value);
    }

    private static final class Shown extends DirectExecutionControl {
        static String of(Object value) {
            return valueString(value);
        }
    }
}
