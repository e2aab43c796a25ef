package io.millrace.testing;

import io.millrace.Endpoint;
import io.millrace.EventLoop;
import io.millrace.Protocol;
import io.millrace.Transport;
import io.millrace.async.AsyncConnection;
import io.millrace.bytes.Pool;
import io.millrace.bytes.Region;
import io.millrace.bytes.Slice;
import io.millrace.stream.Feed;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/** What the examples of the documentation take for granted. They are compiled as methods of subclasses, and never run. */
public abstract class ExampleSetting extends Protocol {
    protected EventLoop loop;
    protected Transport transport;
    protected AsyncConnection connection;
    protected Executor executor;
    protected Flow.Subscriber<Slice> subscriber;
    protected Endpoint endpoint;
    protected Feed feed;
    protected Pool pool;
    protected Region region;
    protected Slice head;
    protected Slice body;
    protected Slice line;
    protected Slice text;
    protected List<Slice> names;
    protected Path path;
    protected SocketChannel channel;
    protected MessageDigest digest;

    protected abstract void log(Object what);

    /** A protocol of the user's. */
    public static class Echo extends Protocol {}

    /** Another one. */
    public static class Client extends Protocol {}
}
