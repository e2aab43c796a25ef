package io.millrace.bench.compare.server.millrace;

import io.millrace.Protocol;
import io.millrace.bench.compare.server.Question;
import io.millrace.bytes.Slice;

/** Reads questions. */
abstract class Questions extends Protocol {
    private final Question question = new Question();

    /** So much is asked for. */
    abstract void answer(int count);

    @Override
    public final void dataReceived(Slice data) {
        for (int i = 0; i < data.length(); i++) {
            int asked = question.read(data.byteAt(i));
            if (asked != Question.UNFINISHED) {
                answer(asked);
            }
        }
    }
}
