/**
 * Floor 7. The native part's twin in Java, over {@link java.nio.channels.Selector}: the same records, handles, codes and
 * endings, for where no library loads, and as what the native part is compared with. Uses {@code engine} and the
 * constants of {@code jni}, and nothing else of this library.
 */
package io.millrace.engine.nio;
