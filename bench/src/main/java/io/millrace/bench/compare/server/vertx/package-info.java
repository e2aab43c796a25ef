/** Vert.x, as its manual has servers written: a NetServer in one event-loop context, a RecordParser for what is framed. */
package io.millrace.bench.compare.server.vertx;
