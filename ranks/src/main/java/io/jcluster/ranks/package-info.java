/**
 * How the processes of a job become the ranks of a Java MPI program. A {@link
 * io.jcluster.ranks.Rendezvous} beside the job script knows all of them and sees each end; a {@link
 * io.jcluster.ranks.Seat} is one rank's place at it. Nothing here needs an MPI to be compiled.
 */
@org.jspecify.annotations.NullMarked
package io.jcluster.ranks;
