/**
 * The rules of DRMAA2 (GFD.231) as tests, a class for each chapter.
 *
 * <p>An implementation describes where it runs in an {@link
 * io.jcluster.drmaa2.conformance.Installation} and inherits the chapters, at best as nested classes
 * of one test:
 *
 * <pre>{@code
 * class MySystemTest {
 *     interface OnMySystem extends InstallationUnderTest {
 *         default Installation installation() { return MY_SYSTEM; }
 *     }
 *     @Nested class Sessions extends SessionRules implements OnMySystem {}
 *     @Nested class Waiting extends WaitingRules implements OnMySystem {}
 *     …
 * }
 * }</pre>
 *
 * <p>Every test has a session and files of its own, so all of them can run at the same time where
 * JUnit is told {@code junit.jupiter.execution.parallel.enabled=true}.
 */
@NullMarked
package io.jcluster.drmaa2.conformance;

import org.jspecify.annotations.NullMarked;
