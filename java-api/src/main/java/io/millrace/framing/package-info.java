/**
 * Protocols of frames: lines, netstrings, lengths in front, fixed lengths, and states. Their names, limits, defaults and hooks
 * are those of Twisted's {@code basic.py}; frames are found in native code and come in batches.
 */
package io.millrace.framing;
