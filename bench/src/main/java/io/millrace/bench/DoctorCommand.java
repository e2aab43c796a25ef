package io.millrace.bench;

import io.millrace.Engine;
import io.millrace.MillraceException;
import io.millrace.jni.Library;
import io.millrace.jni.UnavailableException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doctor}: what this machine gives Millrace, what is used of it, and the reason for what is not. */
@Command(
        name = "doctor",
        description = "Says what is used on this machine, and the reason for what is not.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code 0: the native engine works here; 1: it does not, with the cause and the cure."})
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Findings findings = new Findings();
        MachineFindings.addTo(findings);
        boolean works = examineEngines(findings);
        PrintWriter out = spec.commandLine().getOut();
        out.print(findings);
        out.flush();
        return works ? 0 : 1;
    }

    private static boolean examineEngines(Findings findings) {
        findings.add("engine", "taken by itself: " + EngineChoice.inWords());
        boolean isNativeWorking = examineNative(findings);
        examineNio(findings);
        return isNativeWorking;
    }

    private static void examineNio(Findings findings) {
        try {
            EngineFindings.openLoops(Engine.NIO);
            findings.add("nio", "a control loop and a data loop open; data loops are Java threads: a pause stops them");
        } catch (MillraceException e) {
            findings.add("nio", "does not work: " + e.getMessage());
        }
    }

    private static boolean examineNative(Findings findings) {
        try {
            Library.load();
            EngineFindings.addTo(findings);
            return true;
        } catch (UnavailableException e) {
            findings.add("native", "none: " + e.reason());
            findings.add("cure", e.cure());
            cause(findings, e);
        } catch (MillraceException e) {
            findings.add("native", "the library loads, but does not work: " + e.getMessage());
            findings.add("cure", "see 'limits' and 'sandbox' above: a limit or a sandbox refuses what it needs");
        }
        return false;
    }

    private static void cause(Findings findings, UnavailableException e) {
        if (e.getCause() != null) {
            findings.add("", e.getCause().toString());
        }
    }
}
