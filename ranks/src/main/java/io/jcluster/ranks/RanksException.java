package io.jcluster.ranks;

/** Why this process is no rank of the job's world, in a sentence for its user. */
public final class RanksException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RanksException(String sentence) {
        super(sentence);
    }

    RanksException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
