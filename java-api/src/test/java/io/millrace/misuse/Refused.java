package io.millrace.misuse;

import io.millrace.DataLoop;
import io.millrace.EventLoop;
import io.millrace.MillraceException;
import io.millrace.testing.RunningLoop;

/** A program for a process that may not use what a loop is made of: says how that is refused. */
final class Refused {
    private Refused() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < 10; i++) {
            for (Runnable opening : new Runnable[] {EventLoop::open, DataLoop::open}) {
                try {
                    opening.run();
                    System.out.println("opened");
                } catch (MillraceException refused) {
                    System.out.println(refused.getMessage());
                }
            }
        }
        RunningLoop.assertNothingIsLeft();
        System.out.println("nothing is left");
    }
}
