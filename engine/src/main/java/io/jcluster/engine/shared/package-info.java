/** What snippets and the engine hand each other; a snippet can name classes of no other package. */
@org.jspecify.annotations.NullMarked
package io.jcluster.engine.shared;
