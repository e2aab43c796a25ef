/** Millrace, as its README has servers written, on each of its engines. */
package io.millrace.bench.compare.server.millrace;
