package io.jcluster.ranks;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The user's program: the class whose {@code main} a rank runs. */
final class Program {

    /** JVMS, 4.1: the class file of Java N is of version N + 44. */
    private static final int CLASS_FILE_OFFSET = 44;

    private static final Pattern VERSION = Pattern.compile("class file version ([0-9]+)\\.");

    private final Method main;

    private Program(Method main) {
        this.main = main;
    }

    /**
     * Finds it on the class path.
     *
     * @throws RanksException in a sentence, when it cannot be run
     */
    static Program find(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException e) {
            throw new RanksException(
                    "there is no class "
                            + name
                            + " on the class path: "
                            + System.getProperty("java.class.path"),
                    e);
        } catch (UnsupportedClassVersionError e) {
            throw tooNew(e);
        } catch (LinkageError e) {
            throw new RanksException("the class " + name + " cannot be loaded: " + e, e);
        }
        Method method;
        try {
            method = type.getMethod("main", String[].class);
        } catch (NoSuchMethodException e) {
            throw withoutMain(name, e);
        } catch (UnsupportedClassVersionError e) {
            throw tooNew(e);
        } catch (LinkageError e) {
            throw new RanksException("the class " + name + " cannot be linked: " + e, e);
        }
        if (!Modifier.isStatic(method.getModifiers())) {
            throw withoutMain(name, new NoSuchMethodException("main is not static"));
        }
        // A class that is not public may have it all the same, as for the java command.
        method.setAccessible(true);
        return new Program(method);
    }

    private static RanksException withoutMain(String name, Exception cause) {
        return new RanksException(
                "the class " + name + " has no 'public static void main(String[])'", cause);
    }

    static RanksException tooNew(UnsupportedClassVersionError error) {
        String said = String.valueOf(error.getMessage());
        Matcher version = VERSION.matcher(said);
        String name = said.replaceFirst(" .*", "").replace('/', '.');
        return new RanksException(
                "the class "
                        + name
                        + " was compiled for "
                        + (version.find()
                                ? "Java " + (Integer.parseInt(version.group(1)) - CLASS_FILE_OFFSET)
                                : "a newer Java")
                        + ", and this node's is "
                        + Runtime.version().feature()
                        + "; compile it with 'javac --release "
                        + Runtime.version().feature()
                        + "', or name a newer JDK with 'home' of 'java'",
                error);
    }

    /** A failure of the program whose trace ends where the program began. */
    static Throwable withoutOurs(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        int end = trace.length;
        while (end > 0 && isOurs(trace[end - 1].getClassName())) {
            end--;
        }
        failure.setStackTrace(Arrays.copyOf(trace, end));
        return failure;
    }

    private static boolean isOurs(String name) {
        return name.startsWith("io.jcluster.ranks.")
                || name.startsWith("java.lang.reflect.")
                || name.startsWith("jdk.internal.reflect.");
    }

    /** Runs it; what it throws is thrown on as it is. */
    void run(String[] arguments) throws Throwable {
        try {
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
