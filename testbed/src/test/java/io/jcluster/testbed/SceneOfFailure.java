package io.jcluster.testbed;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a testbed looked like when a test on it failed: its logs, its queue, what runs on its hosts
 * and what the laptop has on record. Printed before anything is cleared, since a rare failure is
 * seen once. Registered for all tests in META-INF/services.
 */
public final class SceneOfFailure implements AfterTestExecutionCallback {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public void afterTestExecution(ExtensionContext context) throws InterruptedException {
        var failure = context.getExecutionException();
        if (failure.isEmpty()) {
            return;
        }
        failure.get().printStackTrace(System.out);
        for (Testbed testbed : Testbed.up()) {
            print(context.getDisplayName() + " failed; " + testbed.directory(), testbed);
        }
    }

    private static void print(String title, Testbed testbed) throws InterruptedException {
        System.out.println("==== " + title + " ====");
        show(testbed, "control", "squeue -t all -o '%i %T %r %V %S %e %k'");
        for (String host : List.of("laptop", "login", "nid1", "nid2")) {
            show(testbed, host, "ps -eo pid,ppid,etimes,stat,args | cut -c1-160");
        }
        show(
                testbed,
                "laptop",
                "cd ~/.local/state/jcluster && tail -n 40 lines/*.log; for f in clusters/*/*.json;"
                        + " do echo \"-- $f\"; cat \"$f\"; done; for f in drmaa2/*/job/*/journal;"
                        + " do echo \"-- $f\"; tail -n 20 \"$f\" | cut -c1-200; done");
        System.out.println(testbed.logs());
    }

    private static void show(Testbed testbed, String host, String script)
            throws InterruptedException {
        System.out.println("-- " + host + ": " + script);
        try {
            System.out.println(testbed.exec(LIMIT, "", host, "sh", "-c", script).stdout());
        } catch (IllegalStateException | UncheckedIOException e) {
            System.out.println(e.getMessage()); // the failure to tell of is another one
        }
    }
}
