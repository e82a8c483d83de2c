package io.jcluster.drmaa2.conformance;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers of the rules that a test is about. A number stays with its rule, so that reports of
 * different versions can be compared; {@link Coverage} says which numbers belong to which chapter.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Rule {

    int[] value();
}
