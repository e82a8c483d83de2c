package io.jcluster.templates.ipyparallel;

import io.jcluster.templates.ipyparallel.PythonStatements.Kind;
import io.jcluster.templates.ipyparallel.PythonStatements.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value that Python would have without running anything: a literal. */
sealed interface PythonValue {

    /**
     * A string.
     *
     * @param line where it begins
     */
    record Text(String text, int line) implements PythonValue {}

    /** A number as it was written, with its sign. */
    record Amount(String written) implements PythonValue {}

    record Flag(boolean on) implements PythonValue {}

    /** {@code None}. */
    record Nothing() implements PythonValue {}

    /** A list or a tuple. */
    record Items(List<PythonValue> values) implements PythonValue {}

    /** A dict, whose keys are strings. */
    record Table(Map<String, PythonValue> values) implements PythonValue {}

    /** The value of these words; empty where it is not plain. */
    static Optional<PythonValue> of(List<Token> tokens) {
        Reader reader = new Reader(tokens);
        try {
            PythonValue value = reader.sum(0);
            return reader.at == tokens.size() ? Optional.of(value) : Optional.empty();
        } catch (NotPlain e) {
            return Optional.empty();
        }
    }

    /** One line for people; a string without its quotes. */
    default String shown() {
        if (this instanceof Text text) {
            return text.text();
        }
        if (this instanceof Amount number) {
            return number.written();
        }
        if (this instanceof Flag flag) {
            return flag.on() ? "True" : "False";
        }
        if (this instanceof Items items) {
            return items.values().stream().map(PythonValue::shown).toList().toString();
        }
        return this instanceof Table table ? table.values().keySet().toString() : "None";
    }

    /** A word that is no literal. */
    final class NotPlain extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /** The grammar of literals. */
    final class Reader {

        private static final int DEEPEST = 40;

        private final List<Token> tokens;
        private int at;

        Reader(List<Token> tokens) {
            this.tokens = tokens;
        }

        PythonValue sum(int depth) throws NotPlain {
            PythonValue value = one(depth);
            while (sees("+")) {
                at++;
                PythonValue more = one(depth);
                if (value instanceof Text a && more instanceof Text b) {
                    value = new Text(a.text() + b.text(), a.line());
                } else if (value instanceof Items a && more instanceof Items b) {
                    List<PythonValue> both = new ArrayList<>(a.values());
                    both.addAll(b.values());
                    value = new Items(List.copyOf(both));
                } else {
                    throw new NotPlain();
                }
            }
            return value;
        }

        private PythonValue one(int depth) throws NotPlain {
            if (depth > DEEPEST) {
                throw new NotPlain();
            }
            Token token = take();
            if (token.kind() == Kind.TEXT) {
                StringBuilder text = new StringBuilder(token.text());
                while (at < tokens.size() && tokens.get(at).kind() == Kind.TEXT) {
                    text.append(take().text());
                }
                return new Text(text.toString(), token.line());
            }
            if (token.kind() == Kind.NUMBER) {
                return number(token.text());
            }
            if (token.is("-") && at < tokens.size() && tokens.get(at).kind() == Kind.NUMBER) {
                return new Amount("-" + number(take().text()).written());
            }
            if (token.is("True") || token.is("False")) {
                return new Flag(token.is("True"));
            }
            if (token.is("None")) {
                return new Nothing();
            }
            if (token.is("[")) {
                return new Items(items("]", depth));
            }
            if (token.is("(")) {
                int begin = at;
                List<PythonValue> values = items(")", depth);
                boolean tuple = values.size() != 1 || tokens.get(at - 2).is(",");
                return tuple || begin + 1 == at ? new Items(values) : values.get(0);
            }
            if (token.is("{")) {
                return table(depth);
            }
            throw new NotPlain();
        }

        private static Amount number(String written) throws NotPlain {
            String digits = written.replace("_", "");
            if (!digits.matches("\\d+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
                    && !digits.matches("\\d*\\.?\\d*([eE]\\d+)?")) {
                throw new NotPlain();
            }
            return new Amount(digits);
        }

        private List<PythonValue> items(String end, int depth) throws NotPlain {
            List<PythonValue> values = new ArrayList<>();
            while (!sees(end)) {
                values.add(sum(depth + 1));
                if (!sees(end)) {
                    expect(",");
                }
            }
            at++;
            return List.copyOf(values);
        }

        private Table table(int depth) throws NotPlain {
            Map<String, PythonValue> values = new LinkedHashMap<>();
            while (!sees("}")) {
                PythonValue key = sum(depth + 1);
                expect(":");
                PythonValue value = sum(depth + 1);
                if (!(key instanceof Text name)) {
                    throw new NotPlain();
                }
                values.put(name.text(), value);
                if (!sees("}")) {
                    expect(",");
                }
            }
            at++;
            return new Table(values);
        }

        private boolean sees(String written) throws NotPlain {
            if (at >= tokens.size()) {
                if (written.equals("+")) {
                    return false;
                }
                throw new NotPlain();
            }
            return tokens.get(at).is(written);
        }

        private void expect(String written) throws NotPlain {
            if (!take().is(written)) {
                throw new NotPlain();
            }
        }

        private Token take() throws NotPlain {
            if (at >= tokens.size()) {
                throw new NotPlain();
            }
            return tokens.get(at++);
        }
    }
}
