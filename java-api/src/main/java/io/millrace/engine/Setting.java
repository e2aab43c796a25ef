package io.millrace.engine;

import io.millrace.jni.Codes;

/** What can be set of a connection; see {@code mr_setting} in {@code records.h}. */
public enum Setting {
    NO_DELAY(Codes.SET_NO_DELAY),
    KEEP_ALIVE(Codes.SET_KEEP_ALIVE),
    SEND_BUFFER(Codes.SET_SEND_BUFFER),
    RECEIVE_BUFFER(Codes.SET_RECEIVE_BUFFER),
    TRAFFIC_CLASS(Codes.SET_TRAFFIC_CLASS),
    HALF_CLOSE(Codes.SET_HALF_CLOSE),
    HIGH_WATER(Codes.SET_HIGH_WATER),
    LOW_WATER(Codes.SET_LOW_WATER),
    UNSENT_MAX(Codes.SET_UNSENT_MAX),
    CROWDED_INPUT(Codes.SET_CROWDED_INPUT),
    IDLE_NANOS(Codes.SET_IDLE_NANOS),
    READ_NANOS(Codes.SET_READ_NANOS),
    WRITE_NANOS(Codes.SET_WRITE_NANOS);

    final int number;

    Setting(int number) {
        this.number = number;
    }
}
