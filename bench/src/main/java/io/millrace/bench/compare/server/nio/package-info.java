/** The JDK's own channels and selector, as somebody writes them who knows them well. */
package io.millrace.bench.compare.server.nio;
