package io.jcluster.scheduler;

import io.jcluster.tunnel.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A table of the complaints a workload manager is known to make. The first rule whose text occurs
 * decides, in any case of letters; a status without a known text is {@link Refusal.Kind#OTHER}.
 */
public record Refusals(List<Rule> rules) implements Function<Outcome, Refusal> {

    /**
     * A complaint and what it means.
     *
     * @param text a piece of the complaint
     */
    public record Rule(String text, Refusal refusal) {

        public Rule(String text, Refusal.Kind kind) {
            this(text, Refusal.of(kind));
        }

        public Rule(String text, Refusal.Kind kind, String advice) {
            this(text, Refusal.of(kind, advice));
        }

        /** The same, with the attributes of the template that are at fault. */
        public Rule naming(String... attributes) {
            return new Rule(text, refusal.naming(attributes));
        }
    }

    public Refusals {
        rules = List.copyOf(rules);
    }

    @Override
    public Refusal apply(Outcome outcome) {
        var said = (outcome.stderr() + "\n" + outcome.stdout()).toLowerCase(Locale.ROOT);
        return rules.stream()
                .filter(rule -> said.contains(rule.text().toLowerCase(Locale.ROOT)))
                .map(Rule::refusal)
                .findFirst()
                .orElseGet(() -> Refusal.of(Refusal.Kind.OTHER));
    }
}
