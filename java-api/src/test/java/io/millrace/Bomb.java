package io.millrace;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** What a callback throws, if it is the one that is to fail; and whether it was reached. */
final class Bomb {
    private final String where;
    private final Supplier<Throwable> what;
    private final CompletableFuture<Void> reached = new CompletableFuture<>();

    Bomb(String where, Supplier<Throwable> what) {
        this.where = where;
        this.what = what;
    }

    /** Fails if this is the callback that is to; with whatever it is, checked or not. */
    void at(String callback) {
        if (where.equals(callback)) {
            reached.complete(null);
            Bomb.<RuntimeException>sneak(what.get());
        }
    }

    CompletableFuture<Void> reached() {
        return reached;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
