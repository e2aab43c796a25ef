/**
 * The servers in Java that are compared, each in a process of its own: what every one of them has to do, and what they
 * share so that they do the same. Each library has a package below, which knows no other.
 */
package io.millrace.bench.compare.server;
