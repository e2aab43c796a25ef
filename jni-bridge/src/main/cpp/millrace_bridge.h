// Floor 6. The two functions of the bridge that need a Java object, and so JNI by hand. Includes jni.h only.
#ifndef MILLRACE_BRIDGE_H
#define MILLRACE_BRIDGE_H

#include <jni.h>

static inline jobject mr_view(JNIEnv* env, jclass, jlong address, jlong length) {
    return env->NewDirectByteBuffer(reinterpret_cast<void*>(address), length);
}

// Zero for a buffer that is not direct.
static inline jlong mr_address_of(JNIEnv* env, jclass, jobject buffer) {
    return reinterpret_cast<jlong>(env->GetDirectBufferAddress(buffer));
}

#endif
