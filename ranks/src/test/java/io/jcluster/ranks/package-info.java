@org.jspecify.annotations.NullMarked
package io.jcluster.ranks;
