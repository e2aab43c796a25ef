// Floor 0. Assertions that stay on in tests (MR_CHECKS=1) and cost nothing in release.
#pragma once

#if MR_CHECKS
#include <cstdio>
#include <cstdlib>
#define MR_CHECK(condition)                                                                    \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            std::fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                      \
        }                                                                                      \
    } while (false)
#else
#define MR_CHECK(condition) \
    do {                    \
    } while (false)
#endif
