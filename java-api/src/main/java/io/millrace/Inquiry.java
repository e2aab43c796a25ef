package io.millrace;

import io.millrace.engine.Answer;
import io.millrace.engine.Commands;
import io.millrace.engine.EngineLoop;
import io.millrace.engine.Setting;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Objects;

/** What the kernel is asked about a connection's socket, or told. On the loop's thread. */
final class Inquiry {
    private static final int TRAFFIC_CLASS_MAX = 255;

    private static final Map<SocketOption<?>, Setting> SETTINGS = Map.of(
            StandardSocketOptions.TCP_NODELAY, Setting.NO_DELAY,
            StandardSocketOptions.SO_KEEPALIVE, Setting.KEEP_ALIVE,
            StandardSocketOptions.SO_SNDBUF, Setting.SEND_BUFFER,
            StandardSocketOptions.SO_RCVBUF, Setting.RECEIVE_BUFFER,
            StandardSocketOptions.IP_TOS, Setting.TRAFFIC_CLASS);

    private Inquiry() {}

    /** Also on any other thread. */
    static Setting settingOf(SocketOption<?> option) {
        Setting setting = SETTINGS.get(Objects.requireNonNull(option, "option"));
        if (setting == null) {
            throw new UnsupportedOperationException("the option " + option + "; there are " + SETTINGS.keySet());
        }
        return setting;
    }

    /** What the option's value is for the kernel. Also on any other thread. */
    static int numberOf(SocketOption<?> option, Object value) {
        Objects.requireNonNull(value, "value");
        if (option.type() == Boolean.class && value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        boolean isNumber = option.type() == Integer.class && value instanceof Integer;
        int most = option == StandardSocketOptions.IP_TOS ? TRAFFIC_CLASS_MAX : Integer.MAX_VALUE;
        if (!isNumber || (int) value < 0 || (int) value > most) {
            throw new IllegalArgumentException("no value of " + option + ": " + value);
        }
        return (int) value;
    }

    static <T> T option(EngineLoop engine, long connection, SocketOption<T> option, Setting setting) {
        engine.commands().get(connection, setting);
        long value = engine.ask("read an option of", connection);
        return option.type().cast(option.type() == Boolean.class ? (Object) (value != 0) : (Object) (int) value);
    }

    static SocketAddress localAddress(EngineLoop engine, long connection) {
        Commands commands = engine.commands();
        commands.localAddress(connection);
        int family = (int) engine.ask("ask for the address of", connection);
        return commands.answer().address(family);
    }

    static TcpInfo tcpInfo(EngineLoop engine, long connection) {
        Commands commands = engine.commands();
        commands.tcpInfo(connection);
        engine.ask("ask TCP about", connection);
        Answer tcp = commands.answer();
        return new TcpInfo(
                tcp.segment(), tcp.offset(), tcp.c(), tcp.length(), tcp.reserved(), tcp.a(), tcp.d(), tcp.b());
    }
}
