package io.jcluster.scheduler.pbs;

/** Ids of array members, {@code 47[2].server}, alike in both lines of PBS. */
final class MemberId {

    private MemberId() {}

    /** {@code 47[].server} and an index make {@code 47[2].server}. */
    static String of(String arrayId, int index) {
        if (!arrayId.contains("[]")) {
            throw new IllegalArgumentException("not the id of a job array: " + arrayId);
        }
        return arrayId.replace("[]", "[" + index + "]");
    }

    /** The array of a member. */
    static String array(String memberId) {
        return memberId.replaceFirst("\\[[0-9]+\\]", "[]");
    }
}
