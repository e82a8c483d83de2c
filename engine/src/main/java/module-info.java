/** An engine of ipyparallel that runs Java: JShell behind the messages of a controller. */
module io.jcluster.engine {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires io.jcluster.ranks;
    requires io.jcluster.wire;
    requires jdk.jshell;
    requires org.slf4j;

    // What snippets reach by name.
    exports io.jcluster.engine.shared;
}
