/**
 * The engine: what crosses into native code, and what must be known of it nowhere else. Not exported.
 *
 * <p>A few public classes of the exported packages have methods that take a type of this package. Nobody outside the
 * module can call those, since nobody outside can name the types.
 *
 * <p>Floor 7: uses {@code io.millrace.jni} alone, and knows nothing of slices, protocols and loops.
 */
package io.millrace.engine;
