package io.jcluster.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Set;

/** The two ways JSON is read and written here. */
public final class Json {

    /**
     * Messages of engines: of any size, since the output of a program is inside, and with the NaN
     * that Python's own writer emits by default.
     */
    public static final JsonMapper MESSAGES =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .maxNumberLength(1_000_000)
                                                    .build())
                                    .build())
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    /** JSON in pure ASCII: such a JSON string is also a Python string literal. */
    public static final JsonMapper ASCII =
            MESSAGES.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /**
     * What Python calls those of its packers that write JSON. From jupyter_client 8.10 on, orjson
     * is the default where that library is installed.
     */
    private static final Set<String> PACKERS =
            Set.of(
                    "json",
                    "orjson",
                    "jupyter_client.session.json_packer",
                    "jupyter_client.session.json_unpacker",
                    "jupyter_client.session.orjson_packer",
                    "jupyter_client.session.orjson_unpacker");

    private Json() {}

    /** Whether messages are JSON by the {@code pack} or {@code unpack} of a connection file. */
    public static boolean isPackedBy(String packer) {
        return PACKERS.contains(packer);
    }
}
