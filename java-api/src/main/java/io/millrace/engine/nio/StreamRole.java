package io.millrace.engine.nio;

/** What the roles of a data loop have in common: they begin once the connection is there, and can be asked back. */
interface StreamRole extends Role {
    /** The connection has come. */
    void begin();

    /** Home, as soon as that can be in good order. */
    void takeBack();

    /** The connection is to close: it has no more to do with its feed. */
    void leave();
}
