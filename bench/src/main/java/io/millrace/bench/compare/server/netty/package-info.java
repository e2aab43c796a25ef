/** Netty, on each of its transports, with the handlers that its users would write. */
package io.millrace.bench.compare.server.netty;
