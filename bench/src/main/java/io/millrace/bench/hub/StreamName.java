package io.millrace.bench.hub;

/**
 * The name of a stream: short, and of letters that need no escaping in a path, a page or a log.
 *
 * @param text 1 to 64 letters, digits, dots, dashes, underscores and tildes; not one dot or two
 */
record StreamName(String text) {
    /** Where streams live. */
    static final String PREFIX = "/live/";

    private static final String RULE = "a stream's name is 1 to 64 of A-Z a-z 0-9 . _ ~ - and not . or ..";

    /** The name that a path under {@link #PREFIX} carries; throws Refusal if it is none. */
    static StreamName ofPath(String path) {
        String text = path.substring(PREFIX.length());
        if (!text.matches("[A-Za-z0-9._~-]{1,64}") || text.equals(".") || text.equals("..")) {
            throw new Refusal(400, RULE);
        }
        return new StreamName(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
