package io.jcluster.drmaa2;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an implementation knows beyond the standard, and access to attributes by name (GFD.231,
 * DrmaaReflective). Names of extensions are {@code <system>_<structure>_<attribute>}, as in
 * slurm_jt_constraint; jcluster_ stands for what all our implementations have. Every value is text.
 */
public interface DrmaaReflective {

    List<String> jobTemplateImplSpec();

    List<String> jobInfoImplSpec();

    List<String> reservationTemplateImplSpec();

    List<String> reservationInfoImplSpec();

    List<String> queueInfoImplSpec();

    List<String> machineInfoImplSpec();

    List<String> notificationImplSpec();

    /** What an extension of one of the seven lists means and what it can be. */
    String describeExtension(String name);

    /**
     * An attribute of the standard or an extension, as text; empty when UNSET.
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
     * builders, since structures do not change.
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
     * What an attribute of the standard or an extension means, for people.
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
