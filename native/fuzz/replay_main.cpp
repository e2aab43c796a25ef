// Runs a fuzz target without libFuzzer: over each file of the corpus folder it is given, each of its prefixes, and the
// empty input. Knows nothing of Millrace.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

// A prefix is copied to memory of exactly its own size, so that a sanitizer sees each byte read past the end.
constexpr size_t prefixes_max = 256;

void run(const std::vector<uint8_t>& bytes, size_t length) {
    const std::vector<uint8_t> exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
    LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

void replay(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    for (size_t length = 1; length < bytes.size() && length <= prefixes_max; length++) {
        run(bytes, length);
    }
    run(bytes, bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
    LLVMFuzzerTestOneInput(nullptr, 0);
    int files = 0;
    for (int i = 1; i < argc; i++) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
            if (entry.is_regular_file()) {
                replay(entry.path());
                files++;
            }
        }
    }
    std::printf("%d corpus files replayed\n", files);
    return 0;
}
