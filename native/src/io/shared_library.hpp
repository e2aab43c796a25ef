// Floor 1. A shared library that somebody has named: loaded, and never unloaded, since its functions may be in use.
#pragma once

#include <dlfcn.h>

#include <string>

namespace millrace {

class SharedLibrary {
public:
    // The address of a symbol in the library at `path`; null: then `why` says what the system had against it.
    static void* symbol(const char* path, const char* name, std::string& why) {
        void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
        void* found = library ? dlsym(library, name) : nullptr;
        if (!found) {
            const char* text = dlerror();
            why = text ? text : "the symbol is null";
        }
        return found;
    }
};

}  // namespace millrace
