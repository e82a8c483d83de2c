package io.jcluster.tunnel.ssh;

import com.jcraft.jsch.JSchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSCredential;
import org.ietf.jgss.GSSException;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.MessageProp;
import org.ietf.jgss.Oid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A login by the tickets the user has (RFC 4462). JSch's own would hand the tickets on to the
 * machine and sets a property of the whole program meanwhile. Public because JSch makes it by its
 * name.
 */
public final class Kerberos implements com.jcraft.jsch.GSSContext {

    private static final Logger LOG = LoggerFactory.getLogger(Kerberos.class);

    /** RFC 1964. */
    private static final String MECHANISM = "1.2.840.113554.1.2.2";

    private Optional<Login> login = Optional.empty();

    /** Who logs in, and the talk with the server about it. */
    private record Login(Subject subject, GSSContext context) {
        <T extends @Nullable Object> T as(PrivilegedExceptionAction<T> work) throws JSchException {
            try {
                return Subject.doAs(subject, work);
            } catch (PrivilegedActionException e) {
                LOG.debug("no login by Kerberos", e);
                throw new JSchException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Whether there is a file of tickets, the one kind of cache the JDK reads everywhere. */
    static boolean hasTickets() {
        return cache().filter(Files::isReadable).isPresent();
    }

    private static Optional<Path> cache() {
        Optional<String> named =
                Optional.ofNullable(System.getenv("KRB5CCNAME")).filter(name -> !name.isBlank());
        if (named.isPresent()) {
            String file = named.get().replaceFirst("^FILE:", "");
            return file.matches("[A-Z]{2,}:.*") ? Optional.empty() : Optional.of(Path.of(file));
        }
        try {
            Path home = Path.of(System.getProperty("user.home"));
            return Optional.of(Path.of("/tmp/krb5cc_" + Files.getAttribute(home, "unix:uid")));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    @Override
    public void create(String user, String host) throws JSchException {
        try {
            Map<String, String> options =
                    Map.of(
                            "useTicketCache",
                            "true",
                            "doNotPrompt",
                            "true",
                            "ticketCache",
                            cache().map(Path::toString).orElse(""));
            LoginContext tickets =
                    new LoginContext("jcluster", new Subject(), null, withTickets(options));
            tickets.login();
            GSSManager manager = GSSManager.getInstance();
            GSSContext context =
                    manager.createContext(
                            manager.createName("host@" + host, GSSName.NT_HOSTBASED_SERVICE),
                            new Oid(MECHANISM),
                            null,
                            GSSCredential.DEFAULT_LIFETIME);
            context.requestMutualAuth(true);
            context.requestInteg(true);
            context.requestCredDeleg(false);
            login = Optional.of(new Login(tickets.getSubject(), context));
        } catch (LoginException | GSSException e) {
            LOG.debug("no login by Kerberos", e);
            throw new JSchException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Configuration withTickets(Map<String, String> options) {
        return new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(
                            "com.sun.security.auth.module.Krb5LoginModule",
                            LoginModuleControlFlag.REQUIRED,
                            options)
                };
            }
        };
    }

    private Login login() {
        return login.orElseThrow(() -> new IllegalStateException("create comes first"));
    }

    @Override
    public boolean isEstablished() {
        return login().context().isEstablished();
    }

    @Override
    public byte @Nullable [] init(byte[] token, int start, int length) throws JSchException {
        return login().as(() -> login().context().initSecContext(token, start, length));
    }

    @Override
    public byte @Nullable [] getMIC(byte[] message, int start, int length) {
        try {
            return login().as(
                            () ->
                                    login().context()
                                            .getMIC(
                                                    message,
                                                    start,
                                                    length,
                                                    new MessageProp(0, false)));
        } catch (JSchException e) {
            return null;
        }
    }

    @Override
    public void dispose() {
        try {
            login().context().dispose();
        } catch (GSSException e) {
            LOG.debug("a Kerberos context was not given back", e);
        }
    }
}
