package io.jcluster.drmaa2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DrmaaReflectiveTest {

    private static final DrmaaReflective IMPLEMENTATION = new OneExtensionEach();

    static List<Structure> everyStructure() {
        return Samples.everyStructure().map(Samples.Sample::full).toList();
    }

    static List<Structure.Builder> everyBuilder() {
        return List.of(
                Samples.jobTemplate().toBuilder(),
                Samples.jobInfo().toBuilder(),
                Samples.reservationTemplate().toBuilder(),
                Samples.reservationInfo().toBuilder(),
                Samples.machineInfo().toBuilder(),
                Samples.queueInfo().toBuilder(),
                Samples.notification().toBuilder());
    }

    @ParameterizedTest
    @MethodSource("everyStructure")
    void everyAttributeCanBeReadAndDescribedByName(Structure structure) {
        structure
                .toAttributes()
                .forEach(
                        (name, text) -> {
                            assertThat(IMPLEMENTATION.getInstanceValue(structure, name))
                                    .contains(text);
                            assertThat(IMPLEMENTATION.describeAttribute(structure, name))
                                    .startsWith(name + " ");
                        });
    }

    @ParameterizedTest
    @MethodSource("everyBuilder")
    void everyAttributeCanBeSetByNameToWhatItReads(Structure.Builder builder) {
        Structure full = builder.build();

        full.toAttributes()
                .forEach((name, text) -> IMPLEMENTATION.setInstanceValue(builder, name, text));

        assertThat(builder.build()).isEqualTo(full);
    }

    @Test
    void anAttributeThatIsNotSetReadsAsEmptyAndCanBeUnset() {
        var builder = JobTemplate.builder().minSlots(2);

        IMPLEMENTATION.setInstanceValue(builder, "minSlots", "3");
        assertThat(IMPLEMENTATION.getInstanceValue(builder.build(), "minSlots")).contains("3");
        IMPLEMENTATION.setInstanceValue(builder, "minSlots", null);
        assertThat(IMPLEMENTATION.getInstanceValue(builder.build(), "minSlots")).isEmpty();
        assertThat(IMPLEMENTATION.getInstanceValue(builder.build(), "slurm_jt_constraint"))
                .isEmpty();
    }

    @Test
    void aTextOfTheWrongTypeIsRefused() {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(
                        () ->
                                IMPLEMENTATION.setInstanceValue(
                                        JobTemplate.builder(), "minSlots", "many"));
    }

    @Test
    void aNameNobodyKnowsIsRefused() {
        var template = JobTemplate.builder();
        for (String name : List.of("minSlot", "pbs_jt_select", "slurm_ji_reason")) {
            assertThatExceptionOfType(UnsupportedAttributeException.class)
                    .as(name)
                    .isThrownBy(() -> IMPLEMENTATION.setInstanceValue(template, name, "1"));
            assertThatExceptionOfType(UnsupportedAttributeException.class)
                    .as(name)
                    .isThrownBy(() -> IMPLEMENTATION.getInstanceValue(template.build(), name));
            assertThatExceptionOfType(UnsupportedAttributeException.class)
                    .as(name)
                    .isThrownBy(() -> IMPLEMENTATION.describeAttribute(template.build(), name));
        }
    }

    /** Knows the extensions of the samples. */
    private static final class OneExtensionEach implements DrmaaReflective {

        @Override
        public List<String> jobTemplateImplSpec() {
            return List.of("slurm_jt_constraint");
        }

        @Override
        public List<String> jobInfoImplSpec() {
            return List.of("slurm_ji_reason");
        }

        @Override
        public List<String> reservationTemplateImplSpec() {
            return List.of("slurm_rt_flags");
        }

        @Override
        public List<String> reservationInfoImplSpec() {
            return List.of("slurm_ri_state");
        }

        @Override
        public List<String> queueInfoImplSpec() {
            return List.of("slurm_qi_default");
        }

        @Override
        public List<String> machineInfoImplSpec() {
            return List.of("slurm_mi_state");
        }

        @Override
        public List<String> notificationImplSpec() {
            return List.of("jcluster_nf_synthetic");
        }

        @Override
        public String describeExtension(String name) {
            return name + " of this test";
        }
    }
}
