/**
 * Millrace beside its peers: each server in a process of its own, in turn, and what a message costs it. A {@link
 * io.millrace.bench.compare.Workload} says who takes part and how it is measured, a {@link
 * io.millrace.bench.compare.Contest} measures, an {@link io.millrace.bench.compare.Outcome} is what came out, and the rest
 * makes words, pictures and tables of that.
 */
package io.millrace.bench.compare;
