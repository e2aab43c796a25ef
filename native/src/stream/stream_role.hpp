// Floor 4. What the roles of a data loop have in common: they can be asked back, and carry the notice that goes home
// with the connection.
#pragma once

#include "net/connection.hpp"

namespace millrace {

class StreamRole : public Role {
public:
    virtual void take_back() = 0;
    // The connection is to close: it has no more to do with its feed.
    virtual void leave() = 0;

    mr_event notice{};
};

}  // namespace millrace
