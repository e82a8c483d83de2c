/** The product: the command line, the life of a cluster, the background agent. */
module io.jcluster.launcher {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires info.picocli;
    requires io.jcluster.artifacts;
    requires io.jcluster.client;
    requires io.jcluster.scheduler;
    requires io.jcluster.templates;
    requires java.logging;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires org.objectweb.asm;
    requires org.slf4j;

    uses io.jcluster.scheduler.Dialect;

    opens io.jcluster.launcher.cli to
            info.picocli;
}
