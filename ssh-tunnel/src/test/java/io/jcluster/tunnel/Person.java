package io.jcluster.tunnel;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A person who answers from a list, and remembers what was asked. */
final class Person implements Prompts {

    private final Iterator<String> answers;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> shown = new CopyOnWriteArrayList<>();

    Person(String... answers) {
        this.answers = List.of(answers).iterator();
    }

    List<String> asked() {
        return asked;
    }

    List<String> shown() {
        return shown;
    }

    @Override
    public void show(String text) {
        shown.add(text);
    }

    @Override
    public Optional<String> ask(String question, boolean echo) {
        asked.add(question.strip() + (echo ? " (seen)" : " (hidden)"));
        return answers.hasNext() ? Optional.of(answers.next()) : Optional.empty();
    }
}
