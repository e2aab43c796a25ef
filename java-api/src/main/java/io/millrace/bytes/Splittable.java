package io.millrace.bytes;

/** What can be split: bytes in one piece, or in several. */
interface Splittable {
    int length();

    int find(Mark wanted, int from);

    Slice slice(int from, int to);
}
