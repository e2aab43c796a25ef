// Floor 0. A doubly linked list whose links live in its members: adding and removing never allocate and never search.
#pragma once

#include "base/check.hpp"

namespace millrace {

struct ListLink {
    ListLink* next = nullptr;
    ListLink* previous = nullptr;
    bool linked() const { return next != nullptr; }

    ListLink() = default;
    ListLink(const ListLink&) = delete;
    ListLink& operator=(const ListLink&) = delete;
    ~ListLink() { unlink(); }

    void unlink() {
        if (!linked()) return;
        next->previous = previous;
        previous->next = next;
        next = previous = nullptr;
    }
};

// `Link` is the ListLink base class of T that this list uses; an object can be on several lists through several bases.
template <typename T, typename Link = ListLink>
class IntrusiveList {
public:
    IntrusiveList() { root_.next = root_.previous = &root_; }

    bool empty() const { return root_.next == &root_; }

    void push_back(T& item) {
        Link& link = item;
        MR_CHECK(!link.linked());
        link.previous = root_.previous;
        link.next = &root_;
        root_.previous->next = &link;
        root_.previous = &link;
    }

    T* front() { return empty() ? nullptr : static_cast<T*>(static_cast<Link*>(root_.next)); }

    T* pop_front() {
        T* item = front();
        if (item) static_cast<Link*>(item)->unlink();
        return item;
    }

    // Moves everything to the end of `other`.
    void move_to(IntrusiveList& other) {
        while (T* item = pop_front()) other.push_back(*item);
    }

    // Visits each; `visit` may unlink the one it is given, and no other.
    template <typename Visit>
    void for_each(Visit visit) {
        for (ListLink* link = root_.next; link != &root_;) {
            ListLink* next = link->next;
            visit(*static_cast<T*>(static_cast<Link*>(link)));
            link = next;
        }
    }

private:
    ListLink root_;
};

}  // namespace millrace
