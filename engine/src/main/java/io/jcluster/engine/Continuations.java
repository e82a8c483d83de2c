package io.jcluster.engine;

import java.util.List;

/**
 * What code can go on with.
 *
 * @param begin where the text begins that ends at the cursor and is to be replaced
 * @param texts what can be there instead; none where nothing is known
 */
record Continuations(int begin, List<String> texts) {

    Continuations {
        texts = List.copyOf(texts);
    }
}
