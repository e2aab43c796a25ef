// Floor 4. Protocols of users' own whose connections are on their way from one loop to another: what goes between loops is
// mail, which has no pointers in it, so the one puts it here and the other takes it out. Any thread; allocates nothing.
#pragma once

#include <memory>
#include <mutex>

#include "fusion/fusion.hpp"

namespace millrace {

class FusionPassage {
public:
    FusionPassage() = default;
    FusionPassage(const FusionPassage&) = delete;
    FusionPassage& operator=(const FusionPassage&) = delete;
    ~FusionPassage() {
        while (Fusion* fusion = under_way_.pop_front()) delete fusion;
    }

    void put(std::unique_ptr<Fusion> fusion) {
        std::lock_guard lock(mutex_);
        under_way_.push_back(*fusion.release());
    }

    // That of a connection; null if it is not here.
    std::unique_ptr<Fusion> take(Handle connection) {
        std::lock_guard lock(mutex_);
        std::unique_ptr<Fusion> found;
        under_way_.for_each([&](Fusion& fusion) {
            if (fusion.handle() != connection) return;
            static_cast<FusionLink&>(fusion).unlink();
            found.reset(&fusion);
        });
        return found;
    }

private:
    std::mutex mutex_;
    IntrusiveList<Fusion, FusionLink> under_way_;
};

}  // namespace millrace
