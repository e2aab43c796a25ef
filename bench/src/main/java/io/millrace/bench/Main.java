package io.millrace.bench;

import io.millrace.bench.compare.CompareCommand;
import io.millrace.bench.hub.HubCommand;
import io.millrace.bench.pause.PauseCommand;
import io.millrace.bench.talk.TalkCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The runnable jar: servers to try Millrace with, and programs that show what it promises. */
@Command(
        name = "millrace",
        description = "Java networking with a native data plane: Java decides, C++ moves the bytes.",
        mixinStandardHelpOptions = true,
        scope = ScopeType.LOCAL,
        versionProvider = Main.Version.class,
        subcommands = {
            EchoCommand.class,
            LineCommand.class,
            NetstringCommand.class,
            Int32Command.class,
            HubCommand.class,
            PauseCommand.class,
            TalkCommand.class,
            CompareCommand.class,
            DoctorCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line as {@link #main} runs it, for tests. */
    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((exception, line, parsed) -> {
                    line.getErr().println(line.getColorScheme().errorText(reason(exception)));
                    return line.getCommandSpec().exitCodeOnExecutionException();
                });
    }

    /** For a server that could not start, the message says it all; a stack trace would only hide it. */
    private static String reason(Exception exception) {
        String message = exception.getMessage();
        return message == null || exception instanceof NullPointerException ? exception.toString() : message;
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"millrace " + (version == null ? "(not run from its jar)" : version)};
        }
    }
}
