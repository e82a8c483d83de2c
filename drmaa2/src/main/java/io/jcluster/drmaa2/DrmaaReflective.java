package io.jcluster.drmaa2;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an implementation knows beyond the standard, and access to attributes by name (GFD.231,
 * DrmaaReflective). Names of extensions are {@code <system>_<structure>_<attribute>}, as in
 * slurm_jt_constraint; jcluster_ stands for what all our implementations have. Every value is text.
 * Nothing here asks the workload manager or blocks.
 */
public interface DrmaaReflective {

    /**
     * The extensions of job templates here; may be none (GFD.231, DrmaaReflective:
     * jobTemplateImplSpec).
     */
    List<String> jobTemplateImplSpec();

    /**
     * The extensions of job infos here; may be none (GFD.231, DrmaaReflective: jobInfoImplSpec).
     */
    List<String> jobInfoImplSpec();

    /**
     * The extensions of reservation templates here; may be none (GFD.231, DrmaaReflective:
     * reservationTemplateImplSpec).
     */
    List<String> reservationTemplateImplSpec();

    /**
     * The extensions of reservation infos here; may be none (GFD.231, DrmaaReflective:
     * reservationInfoImplSpec).
     */
    List<String> reservationInfoImplSpec();

    /**
     * The extensions of queue infos here; may be none (GFD.231, DrmaaReflective:
     * queueInfoImplSpec).
     */
    List<String> queueInfoImplSpec();

    /**
     * The extensions of machine infos here; may be none (GFD.231, DrmaaReflective:
     * machineInfoImplSpec).
     */
    List<String> machineInfoImplSpec();

    /**
     * The extensions of notifications here; may be none (GFD.231, DrmaaReflective:
     * notificationImplSpec).
     */
    List<String> notificationImplSpec();

    /**
     * What an extension of one of the seven lists means and what it can be, for people; an extra,
     * which {@link #describeAttribute} rests on.
     *
     * @throws UnsupportedAttributeException if none of the lists has it
     */
    String describeExtension(String name);

    /**
     * An attribute of the standard or an extension, as text; empty when UNSET (GFD.231,
     * DrmaaReflective: getInstanceValue).
     *
     * @throws UnsupportedAttributeException if neither the structure nor this implementation has it
     */
    default Optional<String> getInstanceValue(Structure instance, String name) {
        if (instance.attributes().row(name).isEmpty()) {
            requireExtension(name);
        }
        return Optional.ofNullable(instance.toAttributes().get(name));
    }

    /**
     * Sets an attribute of the standard or an extension from text; null makes it UNSET. Works on
     * builders, since structures do not change (GFD.231, DrmaaReflective: setInstanceValue).
     *
     * @throws UnsupportedAttributeException if neither the structure nor this implementation has it
     * @throws InvalidArgumentException if the text is not of the attribute's type
     */
    default void setInstanceValue(Structure.Builder builder, String name, @Nullable String value) {
        if (name.indexOf('_') >= 0) {
            requireExtension(name);
        }
        builder.attribute(name, value);
    }

    /**
     * What an attribute of the standard or an extension means, for people (GFD.231,
     * DrmaaReflective: describeAttribute).
     *
     * @throws UnsupportedAttributeException if neither the structure nor this implementation has it
     */
    default String describeAttribute(Structure instance, String name) {
        return instance.attributes()
                .row(name)
                .map(row -> name + " of GFD.231: " + row.text().type())
                .orElseGet(() -> describeExtension(requireExtension(name)));
    }

    private String requireExtension(String name) {
        return Stream.of(
                        jobTemplateImplSpec(),
                        jobInfoImplSpec(),
                        reservationTemplateImplSpec(),
                        reservationInfoImplSpec(),
                        queueInfoImplSpec(),
                        machineInfoImplSpec(),
                        notificationImplSpec())
                .flatMap(List::stream)
                .filter(name::equals)
                .findAny()
                .orElseThrow(
                        () ->
                                new UnsupportedAttributeException(
                                        "this implementation has no attribute '" + name + "'",
                                        name));
    }
}
