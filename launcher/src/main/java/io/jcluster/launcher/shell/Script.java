package io.jcluster.launcher.shell;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A script of this machine, as code for engines, where there is no such file. */
public final class Script {

    private Script() {}

    /**
     * Code that runs a script in the namespace of the engine. Tracebacks name the script and show
     * its lines, and {@code sys.argv} is as it would be for {@code python}.
     */
    public static String call(String file, String text, List<String> arguments) {
        String name = EngineProgram.literal(file);
        String argv =
                Stream.concat(Stream.of(file), arguments.stream())
                        .map(EngineProgram::literal)
                        .collect(Collectors.joining(", ", "[", "]"));
        String source = EngineProgram.literal(text);
        // A traceback takes its lines from the cache where there is no file. It also shows the line
        // that called the script and some before it: short ones, the text is in none of them.
        String preparation =
                """
                import linecache, sys
                sys.argv = %1$s
                linecache.cache[%2$s] = (len(%3$s), None, %3$s.splitlines(True), %2$s)
                sys._jcluster_script = (%3$s, %2$s, "exec", 0, True)
                """
                        .formatted(argv, name, source);
        // To leave with nothing to tell is no failure, as %run has it.
        return """
               exec(%s, {})
               pass
               pass
               try:
                   exec(compile(*__import__("sys")._jcluster_script), globals())
               except SystemExit:
                   if __import__("sys").exc_info()[1].code:
                       raise
               """
                .formatted(EngineProgram.literal(preparation));
    }
}
