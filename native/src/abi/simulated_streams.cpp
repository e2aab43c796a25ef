// Floor 5. See simulation.hpp: what goes to the feed, and who comes home from it.
#include "abi/simulation.hpp"

namespace millrace {

// To the feed: as one of those who listen, or as the one it comes from.
void Simulation::stream(Life& life) {
    if (feed_ == 0 || life.connecting) return;
    const bool source = may_be_source(life) && life.kind != Life::Kind::uploader;
    const bool chunked = !source && dice_.one_in(2);
    mr_command record = command(MR_CMD_HAND_OVER);
    record.flags = static_cast<std::uint16_t>((source ? MR_ROLE_SOURCE : MR_ROLE_SUBSCRIBER) | MR_THEN_RETURN);
    record.a = feed_;
    record.arg = source ? MR_BODY_LENGTH : chunked ? MR_BODY_CHUNKED : MR_BODY_UNTIL_CLOSE;
    record.b = source ? dice_.below(1500) : 0;
    const std::int64_t answer = ask(life, record);
    const bool fused = life.kind == Life::Kind::fused;
    if (fused) life.protocol->goes_on();
    if (answer != MR_OK) return;
    if (fused) life.protocol->goes_away();
    life.streaming = life.was_streaming = true;
    life.source = source;
    if (source) {
        feed_has_source_ = true;
        const std::size_t unread = life.heard.size();
        fed_ = life.peer->script.says.substr(unread, record.b);
    } else {
        life.said.push_back({{}, true, true, 0, chunked});
    }
}

bool Simulation::may_be_source(const Life& life) const {
    return feed_ != 0 && feed_source_allowed_ && !feed_has_source_ && fed_.empty() && life.peer;
}

// The peer's body begins: it goes to the feed, if that has room for a source. False: then it is read like all the rest.
bool Simulation::upload(Life& life) {
    if (!may_be_source(life) || !alive(life)) return false;
    mr_command record = command(MR_CMD_HAND_OVER);
    record.flags = MR_ROLE_SOURCE | MR_THEN_RETURN;
    record.a = feed_;
    record.arg = MR_BODY_CHUNKED;
    if (ask(life, record) != MR_OK) return false;
    life.streaming = life.was_streaming = life.source = feed_has_source_ = true;
    fed_ = life.peer->script.body;
    return true;
}

// From a body that came to its end: the next line is the one behind it.
void Simulation::body_came_home(Life& life, const mr_event& event) {
    const SimulatedPeer::Script& script = life.peer->script;
    EXPECT_LE(event.a, script.body.size());
    if (event.code == MR_REASON_REFUSED) return;
    life.cut_short = event.code != MR_REASON_NONE;
    if (life.cut_short) return;
    EXPECT_EQ(event.a, script.body.size()) << "it is whole";
    life.heard = script.says.substr(0, script.body_to);
    ++counts_.bodies;
}

void Simulation::feed_something() {
    if (feed_ == 0 || feed_has_source_ || !dice_.one_in(2)) return;
    const std::string text = words(dice_.between(1, 400));
    if (java_[0]->write(feed_, text)) fed_ += text;
}

void Simulation::came_home(Life& life, const mr_event& event) {
    EXPECT_TRUE(life.streaming);
    ++counts_.returns;
    life.streaming = false;
    const bool refused = event.code == MR_REASON_REFUSED;
    const std::uint64_t bytes = refused ? 0 : event.a;
    if (life.source) {
        life.source = false;
        if (life.kind == Life::Kind::uploader) {
            body_came_home(life, event);
        } else {
            life.heard += life.peer->has_said().substr(life.heard.size(), bytes);
        }
    } else {
        Life::Part& part = life.part_of_feed();
        part.open = false;
        part.length = bytes;
        if (part.chunked && event.code == MR_REASON_NONE) ++counts_.chunked;
        if (refused) part.chunked = false;
    }
    hear(life, std::exchange(life.heard_early, {}));
    counts_.fused_returns += life.kind == Life::Kind::fused;
    if (ending_) close(life);
}

}  // namespace millrace
