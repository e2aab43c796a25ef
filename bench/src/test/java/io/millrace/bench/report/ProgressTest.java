package io.millrace.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void onATerminalOneLineIsWrittenOver() {
        StringWriter out = new StringWriter();
        Progress progress = new Progress(new PrintWriter(out), true, 2);
        progress.step("one");
        progress.step("two");
        progress.say("done");
        assertThat(out.toString().lines()).hasSize(4); // as lines() counts, a carriage return ends one, too
        assertThat(out.toString()).contains("  0 %", " 50 %", "left", "█").endsWith("\u001b[Kdone\n");
    }

    @Test
    void onAPipeEachStepIsALine() {
        StringWriter out = new StringWriter();
        Progress progress = new Progress(new PrintWriter(out), false, 2);
        progress.step("one");
        progress.step("two");
        assertThat(out.toString().lines()).containsExactly("[1/2] one", "[2/2] two");
    }
}
