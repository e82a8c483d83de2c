/** Profiles as YAML data and job scripts as text with holes. */
module io.jcluster.templates {
    requires static transitive org.jspecify;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires transitive io.jcluster.artifacts;
    requires io.jcluster.tunnel;

    exports io.jcluster.templates;
    exports io.jcluster.templates.ipyparallel;

    uses io.jcluster.templates.EngineLauncher;

    provides io.jcluster.templates.EngineLauncher with
            io.jcluster.templates.SrunLauncher,
            io.jcluster.templates.SshLauncher,
            io.jcluster.templates.MpiexecLauncher;
}
