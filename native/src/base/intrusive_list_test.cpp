// Floor 0. Tests of the intrusive list: order, leaving from every place, and objects on two lists at once.
#include "base/intrusive_list.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace millrace {
namespace {

struct RedLink : ListLink {};
struct BlueLink : ListLink {};

struct Item : RedLink, BlueLink {
    explicit Item(int name) : number(name) {}
    int number;
};

using RedList = IntrusiveList<Item, RedLink>;
using BlueList = IntrusiveList<Item, BlueLink>;

template <typename List>
std::vector<int> numbers(List& list) {
    std::vector<int> seen;
    list.for_each([&](Item& item) { seen.push_back(item.number); });
    return seen;
}

class IntrusiveListTest : public testing::Test {
protected:
    IntrusiveListTest() {
        for (Item* item : {&a_, &b_, &c_}) list_.push_back(*item);
    }
    RedList list_;
    Item a_{1}, b_{2}, c_{3};
};

TEST_F(IntrusiveListTest, keepsTheOrder) {
    EXPECT_EQ(numbers(list_), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(list_.front(), &a_);
    EXPECT_EQ(list_.pop_front(), &a_);
    EXPECT_EQ(list_.pop_front(), &b_);
    EXPECT_EQ(list_.pop_front(), &c_);
    EXPECT_EQ(list_.pop_front(), nullptr);
    EXPECT_EQ(list_.front(), nullptr);
    EXPECT_TRUE(list_.empty());
}

TEST_F(IntrusiveListTest, leavesFromTheFrontTheMiddleAndTheEnd) {
    static_cast<RedLink&>(b_).unlink();
    EXPECT_EQ(numbers(list_), (std::vector<int>{1, 3}));
    static_cast<RedLink&>(b_).unlink();  // a second time is nothing
    static_cast<RedLink&>(c_).unlink();
    EXPECT_EQ(numbers(list_), (std::vector<int>{1}));
    static_cast<RedLink&>(a_).unlink();
    EXPECT_TRUE(list_.empty());
    list_.push_back(b_);
    EXPECT_EQ(numbers(list_), (std::vector<int>{2}));
}

TEST_F(IntrusiveListTest, anObjectThatEndsLeavesItsLists) {
    BlueList blue;
    auto fourth = std::make_unique<Item>(4);
    list_.push_back(*fourth);
    blue.push_back(*fourth);
    blue.push_back(a_);
    fourth.reset();
    EXPECT_EQ(numbers(list_), (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(numbers(blue), (std::vector<int>{1}));
    static_cast<BlueLink&>(a_).unlink();
    EXPECT_EQ(numbers(list_), (std::vector<int>{1, 2, 3})) << "the lists do not know each other";
}

TEST_F(IntrusiveListTest, movesEverythingToTheEndOfAnother) {
    RedList other;
    Item first{9};
    other.push_back(first);
    list_.move_to(other);
    EXPECT_TRUE(list_.empty());
    EXPECT_EQ(numbers(other), (std::vector<int>{9, 1, 2, 3}));
    list_.move_to(other);
    EXPECT_EQ(numbers(other), (std::vector<int>{9, 1, 2, 3}));
    static_cast<RedLink&>(first).unlink();  // before `other`, whose root it would outlive
    other.move_to(list_);
}

TEST_F(IntrusiveListTest, aVisitMayTakeOutTheOneItIsGiven) {
    std::vector<int> seen;
    list_.for_each([&](Item& item) {
        seen.push_back(item.number);
        static_cast<RedLink&>(item).unlink();
    });
    EXPECT_EQ(seen, (std::vector<int>{1, 2, 3}));
    EXPECT_TRUE(list_.empty());
}

}  // namespace
}  // namespace millrace
