package io.millrace;

import io.millrace.bytes.Slice;
import io.millrace.engine.EngineLoop;
import io.millrace.engine.Events;
import io.millrace.engine.TurnLifetime;

/** Gives what a turn has received to the protocols. On the loop's thread only. */
final class Intake {
    private final Events events;
    private final TurnLifetime lifetime;
    private Transport owner; // of the batch
    private Frames batch; // that its protocol is looking at

    Intake(EngineLoop engine) {
        this.events = engine.events();
        this.lifetime = engine.lifetime();
    }

    void deliver(Transport transport, int event) {
        Protocol protocol = transport.life().protocol();
        switch (events.kind(event)) {
            case Events.RECEIVED -> protocol.dataReceived(slice(event));
            case Events.FRAMES -> deliver(transport, protocol, new Frames(slice(event), events, event));
            case Events.MESSAGE -> protocol.messageReceived(events.code(event), events.a(event), messageBytes(event));
            default -> protocol.frameRefused(FrameFault.read(events, event));
        }
    }

    private void deliver(Transport transport, Protocol protocol, Frames frames) {
        owner = transport;
        batch = frames;
        try {
            protocol.framesReceived(frames);
        } finally {
            owner = null;
            batch = null;
            frames.finish();
        }
    }

    /** The frames that its protocol is looking at, or null. */
    Frames batchOf(Transport transport) {
        return transport == owner ? batch : null;
    }

    private Slice messageBytes(int event) {
        return events.length(event) == 0 ? Slice.EMPTY : slice(event);
    }

    /** The bytes of an event. */
    Slice slice(int event) {
        return Slice.received(
                events.block(event), lifetime, events.segment(event), events.offset(event), events.length(event));
    }
}
