package io.millrace.bench.hub;

import io.millrace.DataLoop;
import io.millrace.Verdict;
import java.time.Duration;

/** What limits each loop of the hub, as JSON: in words, and in nanoseconds. */
final class Verdicts {
    private final Json json;

    private Verdicts(Json json) {
        this.json = json;
    }

    /** An array with a verdict for each loop: the control loop first. */
    static void write(Hub hub, Json json) {
        Verdicts verdicts = new Verdicts(json);
        json.array();
        verdicts.verdict("control", hub.loop().verdict());
        int number = 0;
        for (DataLoop loop : hub.dataLoops()) {
            verdicts.verdict("data " + ++number, loop.verdict());
        }
        json.endArray();
    }

    private void verdict(String loop, Verdict verdict) {
        json.object()
                .member("loop", loop)
                .member("finding", Names.of(verdict.finding()))
                .member("words", verdict.toString())
                .member("windowNanos", verdict.window().toNanos());
        times(verdict.times());
        callees(verdict);
        json.member("sendsCut", verdict.evidence().sendsCut())
                .member("unsentBytes", verdict.evidence().unsentBytes())
                .member("blockedConnections", verdict.evidence().blockedConnections())
                .endObject();
    }

    private void times(Verdict.Times times) {
        json.name("nanos").object();
        time("waiting", times.waiting());
        time("blocked", times.blocked());
        time("receiving", times.receiving());
        time("sending", times.sending());
        time("accepting", times.accepting());
        time("otherCalls", times.otherCalls());
        time("framing", times.framing());
        time("crossing", times.crossing());
        time("callbacks", times.callbacks());
        time("standstill", times.standstill());
        json.endObject();
    }

    private void callees(Verdict verdict) {
        json.name("callees").array();
        for (Verdict.Callee callee : verdict.callees()) {
            json.object().member("name", callee.name());
            time("nanos", callee.time());
            json.endObject();
        }
        json.endArray();
    }

    private void time(String name, Duration time) {
        json.member(name, time.toNanos());
    }
}
