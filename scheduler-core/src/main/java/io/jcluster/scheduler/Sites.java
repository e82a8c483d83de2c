package io.jcluster.scheduler;

import io.jcluster.drmaa2.InvalidArgumentException;
import java.util.List;

/** The places a session manager serves. */
interface Sites extends AutoCloseable {

    /** The one that is meant where nothing is said. */
    Site usual();

    /**
     * The one of a contact.
     *
     * @throws InvalidArgumentException when it is not served here, or no contact at all
     */
    Site at(String contact);

    /** Those there is anything to do with so far. */
    List<Site> visited();

    /** Lets go of them. */
    @Override
    void close();

    /** One place and no other; what it needs is its owner's to close. */
    static Sites only(Site site) {
        return new Sites() {
            @Override
            public Site usual() {
                return site;
            }

            @Override
            public Site at(String contact) {
                if (!contact.equals(site.contact())) {
                    throw new InvalidArgumentException(
                            "this manager's contact is " + site.contact() + ", not " + contact);
                }
                return site;
            }

            @Override
            public List<Site> visited() {
                return List.of(site);
            }

            @Override
            public void close() {}
        };
    }
}
