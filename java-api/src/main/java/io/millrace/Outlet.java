package io.millrace;

import io.millrace.bytes.Buffer;
import io.millrace.bytes.Slice;
import io.millrace.engine.Output;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What is written to a connection: on the loop's thread it goes to the loop's output, from another it is copied and passed. */
final class Outlet {
    private final long handle;
    private final Home home;
    private final Life life;

    Outlet(long handle, Home home, Life life) {
        this.handle = handle;
        this.home = home;
        this.life = life;
    }

    void write(Slice bytes) {
        if (home.isHere()) {
            if (isWritable()) {
                bytes.sendTo(output(), handle);
            }
        } else {
            writeLater(bytes.toByteArray());
        }
    }

    void write(byte[] bytes) {
        if (home.isHere()) {
            if (isWritable()) {
                output().copy(handle, bytes, 0, bytes.length);
            }
        } else {
            writeLater(bytes.clone());
        }
    }

    void write(ByteBuffer bytes) {
        int position = bytes.position();
        int length = bytes.remaining();
        if (home.isHere()) {
            if (isWritable()) {
                output().copy(handle, bytes, position, length);
            }
        } else {
            writeLater(Output.copyOf(bytes, position, length));
        }
    }

    void write(CharSequence text) {
        if (home.isHere()) {
            if (isWritable()) {
                output().encode(handle, text);
            }
        } else {
            writeLater(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    void write(Buffer bytes) {
        if (!isWritable()) {
            bytes.clear();
        } else if (home.isHere()) {
            bytes.sendTo(output(), handle);
        } else {
            Buffer passed = bytes.takeBuffer(bytes.length());
            if (!home.later(() -> writePassed(passed))) {
                passed.clear();
            }
        }
    }

    private void writePassed(Buffer passed) {
        try {
            if (life.isOpen()) {
                passed.sendTo(output(), handle);
            }
        } catch (RuntimeException lost) {
            life.abort(); // a stream with a gap in it is worse than none
            throw lost;
        } finally {
            passed.clear();
        }
    }

    private void writeLater(byte[] copy) {
        if (isWritable()) {
            home.later(() -> {
                if (life.isOpen()) {
                    write(copy);
                }
            });
        }
    }

    private boolean isWritable() {
        if (life.isAway()) {
            throw new IllegalStateException("the connection is handed over, and its stream owns its output:"
                    + " write before handOver(), or after returned()");
        }
        return life.isOpen();
    }

    private Output output() {
        return home.engine().output();
    }
}
