package io.millrace;

/**
 * What the kernel's TCP knows of a connection; see {@link Transport#tcpInfo}.
 *
 * @param roundTripMicros the smoothed time from a packet to its acknowledgement
 * @param roundTripVarianceMicros how much it varies
 * @param roundTripMinMicros the shortest lately
 * @param congestionWindowPackets how many may be under way at once
 * @param packetsSentAgain so far
 * @param acknowledgedBytes that the peer's TCP has confirmed so far
 * @param unacknowledgedBytes that are in the socket and not confirmed
 * @param deliveredBytesPerSecond the rate at which they lately were
 */
public record TcpInfo(
        int roundTripMicros,
        int roundTripVarianceMicros,
        long roundTripMinMicros,
        int congestionWindowPackets,
        int packetsSentAgain,
        long acknowledgedBytes,
        long unacknowledgedBytes,
        long deliveredBytesPerSecond) {}
