package io.millrace.bench.compare;

/** How a workload is put on a server: messages under way on each of so many connections, and how many in all. */
record Shape(int connections, int inFlight, int messageBytes, long messages) {
    Shape {
        if (connections < 1 || connections > 10_000) {
            throw new IllegalArgumentException(connections + " connections are not within 1 and 10,000");
        }
        if (inFlight < 1 || messageBytes < 1 || (long) inFlight * messageBytes > 1 << 20) {
            throw new IllegalArgumentException(
                    inFlight + " messages of " + messageBytes + " bytes under way are not within 1 and 1 MiB");
        }
        if (messages < 1) {
            throw new IllegalArgumentException(messages + " messages measure nothing");
        }
    }

    /** The same with another number of messages. */
    Shape of(long count) {
        return new Shape(connections, inFlight, messageBytes, count);
    }

    @Override
    public String toString() {
        return String.format("%,d connections, %d in flight, %d bytes", connections, inFlight, messageBytes);
    }
}
