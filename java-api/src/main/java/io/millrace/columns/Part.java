package io.millrace.columns;

/** What a row is made of: a {@link Field}, or a {@link Section} of several that say which they are. */
public sealed interface Part permits Field, Section {}
