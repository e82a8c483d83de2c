package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.Finding.Kind;
import io.jcluster.templates.ipyparallel.Start.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A job script of ipyparallel, read: what it asks the scheduler for, and its lines of shell.
 *
 * @param firstLine for the new one
 * @param bash whether its lines can stand in one of bash
 * @param request in the order of the script
 * @param block the lines of shell
 * @param findings so far
 */
record OldScript(
        String firstLine,
        boolean bash,
        List<Piece> request,
        List<ShellBlock.Line> block,
        List<Finding> findings) {

    /** Of a login, because that is where sites make {@code module} known. */
    static final String FIRST_LINE = "#!/bin/bash -l";

    /** Bash with options of its author's. */
    private static final Pattern BASH =
            Pattern.compile("#! *(/usr)?(/bin/bash|/bin/env +bash)( +-[a-z]+)+ *");

    private static final Pattern OTHER_BASH =
            Pattern.compile("#!\\s*\\S*/(env\\s+)?(ba|k|da)?sh(\\s+\\S+)*\\s*");
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}\\x{FEFF}&&[^\\t]]");

    /**
     * @param first where its first line stands
     * @param mark of the scheduler's directives
     */
    static OldScript read(String text, Origin first, String mark, Holes holes, Program meant) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        List<String> written = text.lines().toList();
        for (int i = 0; i < written.size(); i++) {
            String line = written.get(i);
            if (UNPRINTABLE.matcher(line).find()) {
                findings.add(
                        Finding.of(
                                Kind.NOT_UNDERSTOOD,
                                first.plus(i),
                                line,
                                "it holds a control character and is left out"));
                lines.add("");
            } else {
                lines.add(holes.resolve(line));
            }
        }
        int at = 0;
        while (at < lines.size() && lines.get(at).isBlank()) {
            at++;
        }
        String shebang = at < lines.size() && lines.get(at).startsWith("#!") ? lines.get(at) : "";
        boolean bash = shebang.isEmpty() || OTHER_BASH.matcher(shebang).matches();
        if (!bash) {
            findings.add(
                    Finding.of(
                            Kind.NOT_UNDERSTOOD,
                            first.plus(at),
                            shebang,
                            "jcluster's lines are bash: the lines of this script are left as"
                                    + " comments; write them in bash"));
        }
        at += shebang.isEmpty() ? 0 : 1;
        List<Piece> request = new ArrayList<>();
        List<String> shell = new ArrayList<>();
        Origin shellBegins = first.plus(at);
        boolean header = true;
        for (int i = at; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean directive = line.matches(Pattern.quote(mark) + "\\s.*");
            if (directive && header) {
                request.addAll(pieces(first.plus(i), line, mark));
                shell.add("");
            } else if (directive) {
                findings.add(
                        Finding.of(
                                Kind.NOT_UNDERSTOOD,
                                first.plus(i),
                                line,
                                "after the first command a directive is a comment; it stays one"));
                shell.add("# " + line);
            } else {
                header = header && (line.isBlank() || line.startsWith("#"));
                shell.add(line);
            }
        }
        return new OldScript(
                BASH.matcher(shebang).matches() ? shebang.strip() : FIRST_LINE,
                bash,
                request,
                ShellBlock.of(shell, shellBegins, meant),
                findings);
    }

    private static List<Piece> pieces(Origin at, String line, String mark) {
        Optional<List<ShellLine.Word>> words =
                ShellLine.words(line.substring(mark.length()).strip());
        if (line.contains("$(") || line.contains("`")) {
            return List.of(Piece.refused(at, line, "no scheduler runs a command in a directive"));
        }
        // Parentheses and the like are no operators there.
        if (words.isEmpty() || words.get().stream().anyMatch(ShellLine.Word::operator)) {
            return List.of(Piece.raw(at, line, line));
        }
        return mark.equals(PbsRequest.MARK)
                ? PbsRequest.pieces(at, words.get())
                : SlurmRequest.pieces(at, words.get());
    }
}
