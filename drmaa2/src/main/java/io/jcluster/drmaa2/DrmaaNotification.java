package io.jcluster.drmaa2;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that happened to a job (GFD.231, DrmaaNotification), for a {@link DrmaaCallback}. */
public record DrmaaNotification(Attributes attributes) implements Structure {

    static final Schema SCHEMA = new Schema("DrmaaNotification", "nf");

    private static final Attribute<DrmaaEvent> EVENT = SCHEMA.word("event", DrmaaEvent.class);
    private static final Attribute<String> JOB_ID = SCHEMA.text("jobId");
    private static final Attribute<String> SESSION_NAME = SCHEMA.text("sessionName");
    private static final Attribute<JobState> JOB_STATE = SCHEMA.word("jobState", JobState.class);

    public DrmaaNotification {
        attributes.mustBe(SCHEMA).mustHave(EVENT, JOB_ID, SESSION_NAME);
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
    public static DrmaaNotification fromAttributes(Map<String, String> texts) {
        return new DrmaaNotification(Attributes.read(SCHEMA, texts));
    }

    /** A builder that starts with what is set here; this stays as it is. */
    public Builder toBuilder() {
        return new Builder(attributes.draft());
    }

    /** The kind of event; never UNSET. */
    public DrmaaEvent event() {
        return attributes.need(EVENT);
    }

    /** The job, by the id of {@link Job#jobId()}; never UNSET. */
    public String jobId() {
        return attributes.need(JOB_ID);
    }

    /** The session the job belongs to; never UNSET. */
    public String sessionName() {
        return attributes.need(SESSION_NAME);
    }

    /** The state the job has now; may be UNSET for ATTRIBUTE_CHANGE. */
    public Optional<JobState> jobState() {
        return attributes.get(JOB_STATE);
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

        /** Sets {@link DrmaaNotification#event()}. */
        public Builder event(@Nullable DrmaaEvent event) {
            return set(EVENT, event);
        }

        /** Sets {@link DrmaaNotification#jobId()}. */
        public Builder jobId(@Nullable String jobId) {
            return set(JOB_ID, jobId);
        }

        /** Sets {@link DrmaaNotification#sessionName()}. */
        public Builder sessionName(@Nullable String sessionName) {
            return set(SESSION_NAME, sessionName);
        }

        /** Sets {@link DrmaaNotification#jobState()}. */
        public Builder jobState(@Nullable JobState jobState) {
            return set(JOB_STATE, jobState);
        }

        /** Sets an attribute that only some implementations know, such as {@code slurm_nf_…}. */
        public Builder extension(String name, @Nullable String value) {
            return attribute(name, value);
        }

        @Override
        public Builder attribute(String name, @Nullable String text) {
            draft.set(name, text);
            return this;
        }

        @Override
        public DrmaaNotification build() {
            return new DrmaaNotification(draft.attributes());
        }

        private <T> Builder set(Attribute<T> attribute, @Nullable T value) {
            draft.set(attribute, value);
            return this;
        }
    }
}
