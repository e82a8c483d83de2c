/** The DRMAA2 standard (GFD.231) for Java: values, interfaces, failures; nothing that runs. */
module io.jcluster.drmaa2 {
    requires static transitive org.jspecify;

    exports io.jcluster.drmaa2;
    exports io.jcluster.drmaa2.spi;

    uses io.jcluster.drmaa2.spi.SessionManagerProvider;
}
