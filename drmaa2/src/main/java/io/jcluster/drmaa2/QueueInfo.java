package io.jcluster.drmaa2;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A queue that jobs can be sent to (GFD.231, QueueInfo); Slurm calls it a partition. */
public record QueueInfo(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("QueueInfo", "qi");

    private static final Attribute<String> NAME = SCHEMA.text("name");

    public QueueInfo {
        attributes.mustBe(SCHEMA).mustHave(NAME);
    }

    /** A builder with everything UNSET. */
    public static Builder builder() {
        return new Builder(new Draft(SCHEMA));
    }

    /**
     * The structure whose {@link #toAttributes()} gave these texts.
     *
     * @throws UnsupportedAttributeException if a name is none of an attribute or extension
     * @throws InvalidArgumentException if a text is not of its attribute's type
     */
    public static QueueInfo fromAttributes(Map<String, String> texts) {
        return new QueueInfo(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** The name, as in {@code queueName}; never UNSET. */
    public String name() {
        return attributes.need(NAME);
    }

    @Override
    public String toString() {
        return attributes.toString();
    }

    /**
     * Sets what is known; what is not set, or set to null, is UNSET. An empty text is a value, an
     * empty list or dictionary is UNSET. A value out of its range, or a null inside a list or
     * dictionary, is refused at once with {@link InvalidArgumentException}. Not for use by several
     * threads.
     */
    public static final class Builder implements Structure.Builder {

        private final Draft draft;

        private Builder(Draft draft) {
            this.draft = draft;
        }

        /** Sets {@link QueueInfo#name()}. */
        public Builder name(@Nullable String name) {
            return set(NAME, name);
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_qi_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public QueueInfo build() {
            return new QueueInfo(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
