package io.jcluster.tunnel;

/**
 * What a program that ran to its end left behind.
 *
 * @param exitStatus 0 to 255; 128+n when signal n ended it
 * @param stdout what it printed, decoded as UTF-8, without anything the login shell printed around
 *     it
 * @param stderr its complaints, likewise
 */
public record Outcome(int exitStatus, String stdout, String stderr) {

    public boolean succeeded() {
        return exitStatus == 0;
    }
}
