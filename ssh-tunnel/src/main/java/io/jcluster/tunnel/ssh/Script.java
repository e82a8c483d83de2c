package io.jcluster.tunnel.ssh;

import io.jcluster.tunnel.Command;
import io.jcluster.tunnel.ShellWords;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A command as a text for {@code /bin/sh}, between two lines nobody else can print. What rc files
 * and site wrappers say before the first or after the second is not the program's.
 *
 * <p>It is one compound command, so the shell has read all of it before it does any of it, and what
 * is sent after the first mark was seen goes to the program and not to the shell. (dash reads ahead
 * in blocks of 8 KB; bash reads a pipe byte by byte.) {@code exec} keeps the shell's own {@code
 * echo} and {@code kill} from standing in for the programs of that name.
 *
 * <p>It starts in the home directory, wherever rc files have gone, and without CDPATH, which would
 * send a {@code cd} elsewhere and print where (POSIX, cd).
 *
 * @param begin the mark after which the program's output comes, followed by a process id or by
 *     {@link #MISSING}
 * @param end the mark that ends it, followed by the exit status
 */
record Script(String text, String begin, String end) {

    static final String MISSING = "missing";

    private static final SecureRandom RANDOM = new SecureRandom();

    /** The program as a child of the shell, which lives on to tell how it ended. */
    static Script toItsEnd(Command command) {
        String begin = token();
        String end = token();
        String text =
                opening(command, begin)
                        + mark(begin, "2")
                        + "(exec "
                        + words(command)
                        + ")"
                        + input(command)
                        + "\n"
                        + "jcluster_=$?\n"
                        + mark(end, "1")
                        + mark(end, "2")
                        + "exit 0\n}\n";
        return new Script(text, begin, end);
    }

    /** The program in the place of the shell, its complaints among its output. */
    static Script streaming(Command command) {
        String begin = token();
        String text =
                opening(command, begin) + "exec " + words(command) + input(command) + " 2>&1\n}\n";
        return new Script(text, begin, "");
    }

    /** The program in the place of the shell, its input left open. */
    static Script talking(Command command) {
        String begin = token();
        String text = opening(command, begin) + "exec " + words(command) + "\n}\n";
        return new Script(text, begin, "");
    }

    private static String opening(Command command, String begin) {
        StringBuilder text = new StringBuilder("{\nunset CDPATH\ncd 2>/dev/null\n");
        command.environment()
                .forEach(
                        (name, value) ->
                                text.append("export ")
                                        .append(name)
                                        .append('=')
                                        .append(ShellWords.quote(value))
                                        .append('\n'));
        return text.append("if command -v -- ")
                .append(ShellWords.quote(command.argv().get(0)))
                .append(" >/dev/null 2>&1; then jcluster_=$$; else jcluster_=" + MISSING + "; fi\n")
                .append(mark(begin, "1"))
                .append("if [ $jcluster_ = " + MISSING + " ]; then exit 127; fi\n")
                .toString();
    }

    private static String words(Command command) {
        return ShellWords.join(command.argv());
    }

    private static String input(Command command) {
        return command.stdin().isPresent() ? "" : " </dev/null";
    }

    private static String mark(String token, String stream) {
        return "printf '\\n%s %s\\n' " + token + " \"$jcluster_\" >&" + stream + "\n";
    }

    private static String token() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return "jcluster-" + HexFormat.of().formatHex(bytes);
    }
}
