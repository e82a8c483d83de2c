package io.jcluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jcluster.client.NumericArray.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumericArrayTest {

    @Test
    void aShapeThatDoesNotFitTheValuesIsRefused() {
        assertThatThrownBy(() -> NumericArray.of(new double[5], 2, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("40 bytes are no float64 of shape [2, 3]");
    }

    @Test
    void unsignedNumbersKeepTheirValue() {
        var bytes = new byte[] {-1, -1, -1, -1, -1, -1, -1, -1};

        assertThat(NumericArray.of(DType.UINT8, bytes).longs()).containsOnly(255);
        assertThat(NumericArray.of(DType.UINT16, bytes).longs()).containsOnly(65535);
        assertThat(NumericArray.of(DType.UINT32, bytes).longs()).containsOnly(4294967295L);
        assertThat(NumericArray.of(DType.UINT64, bytes).doubles()).containsExactly(0x1p64);
        assertThat(NumericArray.of(new float[] {0.5f}).doubles()).containsExactly(0.5);
    }

    @Test
    void numbersThatAreNoIntegersAreNotRounded() {
        assertThatThrownBy(() -> NumericArray.of(new double[1]).longs())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("an array of float64 has no values of long");
    }

    @Test
    void partsThatDoNotFitTogetherAreNamed() {
        var parts = List.of(NumericArray.of(new int[2]), NumericArray.of(new long[2]));

        assertThatThrownBy(() -> NumericArray.concatenated(parts))
                .hasMessage("parts that do not fit together: int32[2] and int64[2]");
    }
}
