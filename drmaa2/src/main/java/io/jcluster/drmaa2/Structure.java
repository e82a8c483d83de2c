package io.jcluster.drmaa2;

import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A structure of the standard: an immutable value, compared by content, printed with everything
 * that is set, and convertible to text and back without loss.
 *
 * <p>Every attribute starts UNSET and is so again when a builder is given null, an empty list or an
 * empty dictionary. An UNSET attribute reads as an empty Optional, an empty collection or {@code
 * false}. Builders check single values as they come; what depends on other attributes or on the
 * workload manager is checked when the structure is used.
 */
public sealed interface Structure extends Serializable
        permits DrmaaNotification,
                JobInfo,
                JobTemplate,
                MachineInfo,
                QueueInfo,
                ReservationInfo,
                ReservationTemplate {

    /** The values behind the accessors; an extra for the structures of this package. */
    Attributes attributes();

    /**
     * The names of the standard's attributes that are set, in the order of the standard. Tells a
     * boolean set to false from one never set. An extra beside the standard.
     */
    default Set<String> setAttributes() {
        return attributes().standard();
    }

    /**
     * What is set of the attributes that only some implementations know, by name, as text: what
     * GFD.231 calls implementation-specific. {@link DrmaaReflective} lists the names.
     */
    default Map<String, String> extensions() {
        return attributes().extensions();
    }

    /**
     * Everything that is set, extensions included, as text. {@code fromAttributes} of the same
     * structure makes an equal one of it. An extra beside the standard.
     */
    default Map<String, String> toAttributes() {
        return attributes().texts();
    }

    /** A structure in the making, for callers that know attributes by name only. */
    sealed interface Builder
            permits DrmaaNotification.Builder,
                    JobInfo.Builder,
                    JobTemplate.Builder,
                    MachineInfo.Builder,
                    QueueInfo.Builder,
                    ReservationInfo.Builder,
                    ReservationTemplate.Builder {

        /**
         * Sets an attribute of the standard from its text form, or an extension; null makes it
         * UNSET. An extra, which {@link DrmaaReflective#setInstanceValue} of GFD.231 rests on.
         *
         * @throws UnsupportedAttributeException if the structure has no attribute of that name and
         *     the name is none of an extension, as in {@code slurm_jt_constraint}
         * @throws InvalidArgumentException if the text is not of the attribute's type
         */
        Builder attribute(String name, @Nullable String text);

        /**
         * The structure with what is set so far; the builder can go on. An extra beside the
         * standard, whose structures are not immutable.
         *
         * @throws InvalidArgumentException if an attribute is UNSET that the structure cannot be
         *     without, as the name of a machine
         */
        Structure build();
    }
}
