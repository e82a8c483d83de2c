package io.jcluster.scheduler;

import io.jcluster.tunnel.Host;
import io.jcluster.tunnel.LocalHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The places that contacts name: this machine, and login nodes with one SSH connection each, made
 * when it is first needed and closed with the rest.
 */
final class ContactSites implements Sites {

    private final Dialect dialect;
    private final EventDelivery events;
    private final ConfigurationFiles configuration;
    private final Function<String, Host> connect;
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Map<String, Host> hosts = new LinkedHashMap<>();

    /**
     * @param connect logs in at an SSH destination
     */
    ContactSites(
            Dialect dialect,
            EventDelivery events,
            ConfigurationFiles configuration,
            Function<String, Host> connect) {
        this.dialect = dialect;
        this.events = events;
        this.configuration = configuration;
        this.connect = connect;
    }

    @Override
    public Site usual() {
        return at(dialect.name() + ":");
    }

    @Override
    public synchronized Site at(String text) {
        var contact = Contact.parse(dialect.name(), text);
        return sites.computeIfAbsent(contact.toString(), normal -> site(contact, normal));
    }

    private Site site(Contact contact, String normal) {
        var categories = configuration.categories(dialect.name(), contact.destination());
        // Contacts that differ only in their options share the connection.
        var host = hosts.computeIfAbsent(contact.destination().orElse(""), this::host);
        var caller = new ExchangeCaller(host);
        var watch = new Watch(dialect, caller, Time.SYSTEM, contact.pace(), events);
        Runnable reach =
                host instanceof DistantHost distant
                        ? () -> caller.reach(distant::connected)
                        : () -> {};
        return new Site(normal, watch, categories, reach);
    }

    private Host host(String destination) {
        return destination.isEmpty() ? new LocalHost() : new DistantHost(destination, connect);
    }

    @Override
    public synchronized List<Site> visited() {
        return List.copyOf(sites.values());
    }

    @Override
    public synchronized void close() {
        hosts.values().forEach(Host::close);
    }
}
