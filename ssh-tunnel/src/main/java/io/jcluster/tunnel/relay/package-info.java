/**
 * TCP connections that outlive the connection which carries them. One half is here: a {@link
 * io.jcluster.tunnel.relay.RelaySession} with its local ports. The other, {@code relay.py} of the
 * job scripts, runs beside what is connected to. Between them is one carrier at a time, opened by
 * this half, which may be cut at any byte.
 *
 * <p><b>Who is there.</b> Both have the 32 bytes of a key. The peer, which is this half, says
 * {@code jcr1}, the name of its session (16 random bytes) and a nonce (32). The relay answers with
 * a nonce (32) and its proof (32), the peer with 1 for a session that begins or 0 for one that goes
 * on, how many bytes of it have come here (8) and its proof; the relay with its verdict (0 taken, 1
 * no such session, 2 too many), how many bytes have come there (8), and a proof. A proof is the
 * HMAC-SHA256 of the word {@code relay}, {@code peer} or {@code answer} and all that was said
 * before except {@code jcr1} and other proofs: both nonces are in it, so nothing can be said twice.
 * The newest carrier of a session is the one that counts.
 *
 * <p><b>Bytes that arrive once.</b> After that each direction is one long row of bytes, counted
 * from the beginning of the session. Each side keeps what it has sent until it is acknowledged. On
 * a new carrier it goes on with the first byte that the other does not have, in the middle of a
 * frame if need be.
 *
 * <p><b>Frames.</b> Kind (1), stream (4), length (4), and so many bytes; numbers are big-endian.
 *
 * <ul>
 *   <li>0 ACK: so many bytes have come (8). Every MB and every 256 frames.
 *   <li>1 OPEN: {@code host:port}, from the peer alone, which counts its streams from 1.
 *   <li>2 DATA: at most 1 MB.
 *   <li>3 END: no more data will come.
 *   <li>4 RESET: the stream is over; what comes for it later is ignored.
 *   <li>5 CREDIT: so many bytes more (4) may be sent. A stream begins with 8 MB, which is enough
 *       for 150 MB/s at 50 ms; so one slow reader does not stop the others.
 *   <li>6 BYE: the session is over.
 *   <li>7 ASK: an ACK that is answered by one at once. The peer sends it every 5 seconds; after 20
 *       without a word either side takes the carrier for dead.
 * </ul>
 *
 * <p>Not more than 1 MB waits to be sent and not more than 48 MB to be acknowledged, each a little
 * more for what is in hand; beyond that nothing is read from local connections.
 */
@NullMarked
package io.jcluster.tunnel.relay;

import org.jspecify.annotations.NullMarked;
