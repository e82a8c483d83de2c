/** Jars that are named by Maven coordinates, and the door to whoever fetches them. */
module io.jcluster.artifacts {
    requires static transitive org.jspecify;

    exports io.jcluster.artifacts;

    uses io.jcluster.artifacts.ArtifactSource;
}
