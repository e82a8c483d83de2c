package io.jcluster.drmaa2;

import java.util.function.UnaryOperator;

/**
 * One attribute of the standard, a row in the {@link Schema} of its structure.
 *
 * @param checked gives the value to keep, a copy for instance, or refuses it
 */
record Attribute<T>(String name, Text<T> text, UnaryOperator<T> checked) {

    String write(Object value) {
        return text.write().apply(cast(value));
    }

    /** A value that was put under this attribute's name, and therefore has its type. */
    @SuppressWarnings("unchecked") // Draft accepts values only together with their Attribute<T>.
    T cast(Object value) {
        return (T) value;
    }

    T read(String written) {
        T value;
        try {
            value = text.read().apply(written);
        } catch (RuntimeException e) {
            // Readers come from the JDK and refuse in many ways. A dictionary may hold secrets.
            String shown = text.equals(Text.DICTIONARY) ? "" : ", not '" + written + "'";
            throw new InvalidArgumentException(name + " must be " + text.type() + shown, e, name);
        }
        return checked.apply(value);
    }
}
