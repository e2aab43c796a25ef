package io.millrace;

/** A producer that is registered with a connection, and kept in step with it. On the loop's thread. */
abstract class Supply {
    /** The registration holds from here on; whether the connection is crowded already. */
    abstract void begin(boolean crowded);

    /** Something was written, and it is not crowded. */
    void wrote() {}

    /** It is crowded. */
    void crowded() {}

    /** It is no longer crowded. */
    abstract void drained();

    /** It is lost. */
    abstract void stop();

    /** One that is paused and resumed. */
    static final class Pushed extends Supply {
        private final PushProducer producer;
        private boolean paused;

        Pushed(PushProducer producer) {
            this.producer = producer;
        }

        @Override
        void begin(boolean crowded) {
            if (crowded) {
                crowded();
            }
        }

        @Override
        void crowded() {
            if (!paused) {
                paused = true;
                producer.pauseProducing();
            }
        }

        @Override
        void drained() {
            if (paused) {
                paused = false;
                producer.resumeProducing();
            }
        }

        @Override
        void stop() {
            producer.stopProducing();
        }
    }

    /** One that is asked for each piece: some at once, more after the loop's other tasks, never from within itself. */
    static final class Pulled extends Supply {
        private static final int PIECES_MAX = 64; // at once

        private final PullProducer producer;
        private final Outlet outlet;
        private boolean pulling;
        private boolean queued;

        Pulled(PullProducer producer, Outlet outlet) {
            this.producer = producer;
            this.outlet = outlet;
        }

        @Override
        void begin(boolean crowded) {
            pull();
        }

        @Override
        void wrote() {
            if (!pulling) {
                queue();
            }
        }

        @Override
        void drained() {
            queue();
        }

        @Override
        void stop() {
            producer.stopProducing();
        }

        private void queue() {
            if (!queued) {
                queued = true;
                outlet.later(() -> {
                    queued = false;
                    pull();
                });
            }
        }

        private void pull() {
            pulling = true;
            try {
                for (int i = 0; i < PIECES_MAX; i++) {
                    long before = outlet.writtenBytes();
                    if (!outlet.takesFrom(this)) {
                        return;
                    }
                    producer.resumeProducing();
                    if (outlet.writtenBytes() == before) {
                        return; // there is nothing yet
                    }
                }
            } finally {
                pulling = false;
            }
            queue();
        }
    }
}
