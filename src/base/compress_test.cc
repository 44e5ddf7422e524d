#include "base/compress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <thread>
#include <vector>

#include "base/error.h"

namespace socle::base {
namespace {

constexpr std::size_t kPlenty = std::size_t{64} << 20;

/// A text much like any other with another number.
std::string Sample(unsigned number) {
  std::mt19937 random(number);
  std::string text = R"({"_type":"COMPOSITION","name":{"_type":"DV_TEXT","value":"Vital signs"},)";
  for (int i = 0; i < 12; ++i) {
    text += R"({"_type":"DV_QUANTITY","magnitude":)" + std::to_string(random() % 200) +
            R"(,"units":"mm[Hg]","archetype_node_id":"at)" + std::to_string(random() % 50) + "\"},";
  }
  return text + "}";
}

std::string Noise(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

std::optional<ErrorCode> CodeOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return std::nullopt;
}

struct Codec {
  const char* name;
  std::function<std::string(std::string_view)> compress;
  std::function<std::string(std::string_view, std::size_t)> decompress;
};

class Compress : public ::testing::TestWithParam<Codec> {
 protected:
  std::string Back(std::string_view bytes, std::size_t max_output = kPlenty) const {
    return GetParam().decompress(bytes, max_output);
  }
};

TEST_P(Compress, RoundTrips) {
  for (const std::size_t size : {0, 1, 100, 5000, 70'000, 3'000'000}) {
    std::string text;
    for (unsigned i = 0; text.size() < size; ++i) text += Sample(i);
    text.resize(size);
    EXPECT_EQ(Back(GetParam().compress(text)), text) << size;
    EXPECT_EQ(GetParam().compress(text), GetParam().compress(text)) << size;
    EXPECT_EQ(Back(GetParam().compress(Noise(size))), Noise(size)) << size;
  }
  EXPECT_LT(GetParam().compress(Sample(1)).size(), Sample(1).size() / 2);
}

TEST_P(Compress, HoldsTheLimit) {
  for (const std::size_t size : {1, 600, 5'000'000}) {
    const std::string packed = GetParam().compress(std::string(size, 'a'));
    EXPECT_EQ(Back(packed, size).size(), size);
    EXPECT_EQ(CodeOf([&] { Back(packed, size - 1); }), ErrorCode::kTooLarge);
    EXPECT_EQ(CodeOf([&] { Back(packed, 0); }), ErrorCode::kTooLarge);
  }
  EXPECT_EQ(Back(GetParam().compress(""), 0), "");
}

TEST_P(Compress, ReadsOnePartAfterAnother) {
  const std::string a = Sample(1), b = Sample(2);
  EXPECT_EQ(Back(GetParam().compress(a) + GetParam().compress(b)), a + b);
}

TEST_P(Compress, RefusesWhatIsCutOffOrFollowed) {
  const std::string packed = GetParam().compress(Sample(3));
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_EQ(CodeOf([&] { Back(packed.substr(0, size)); }), ErrorCode::kMalformed) << size;
  }
  EXPECT_EQ(CodeOf([&] { Back(packed + "x"); }), ErrorCode::kMalformed);
  EXPECT_EQ(CodeOf([&] { Back("not compressed at all"); }), ErrorCode::kMalformed);
}

TEST_P(Compress, SurvivesDamage) {
  const std::string packed = GetParam().compress(Sample(4));
  std::mt19937 random(9);
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = packed;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    try {
      EXPECT_LE(Back(damaged, 100'000).size(), 100'000u);
    } catch (const Error& error) {
      EXPECT_THAT(error.code(), ::testing::AnyOf(ErrorCode::kMalformed, ErrorCode::kTooLarge));
    }
  }
  EXPECT_EQ(Back(packed), Sample(4));
}

TEST_P(Compress, WorksOnManyThreads) {
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 4; ++t) {
    threads.emplace_back([this, t] {
      for (unsigned i = 0; i < 50; ++i) {
        EXPECT_EQ(Back(GetParam().compress(Sample(t * 100 + i))), Sample(t * 100 + i));
      }
    });
  }
  for (auto& thread : threads) thread.join();
}

const ZstdDictionary& Raw() {
  static const ZstdDictionary dictionary(Sample(77));
  return dictionary;
}

INSTANTIATE_TEST_SUITE_P(Codecs, Compress,
                         ::testing::Values(Codec{"gzip", GzipCompress, GzipDecompress},
                                           Codec{"zstd", ZstdCompress, ZstdDecompress},
                                           Codec{"dictionary",
                                                 [](std::string_view bytes) {
                                                   return Raw().Compress(bytes);
                                                 },
                                                 [](std::string_view bytes, std::size_t most) {
                                                   return Raw().Decompress(bytes, most);
                                                 }}),
                         [](const auto& each) { return std::string(each.param.name); });

ZstdDictionary Trained(unsigned first) {
  std::vector<std::string> texts;
  for (unsigned i = 0; i < 200; ++i) texts.push_back(Sample(first + i));
  const std::vector<std::string_view> samples(texts.begin(), texts.end());
  auto dictionary = ZstdDictionary::Train(samples, 4096);
  EXPECT_TRUE(dictionary.has_value());
  return std::move(*dictionary);
}

TEST(ZstdDictionary, MakesSmallTextsMuchSmaller) {
  const ZstdDictionary dictionary = Trained(1000);
  EXPECT_LE(dictionary.bytes().size(), 4096u);
  const std::string text = Sample(5), packed = dictionary.Compress(text);
  EXPECT_LT(packed.size() * 3, ZstdCompress(text).size() * 2);
  const ZstdDictionary again(dictionary.bytes());
  EXPECT_EQ(again.Decompress(packed, kPlenty), text);
  EXPECT_EQ(Trained(1000).bytes(), dictionary.bytes());
}

TEST(ZstdDictionary, RefusesFramesOfAnother) {
  const ZstdDictionary one = Trained(1000), other = Trained(5000);
  const std::string packed = one.Compress(Sample(5));
  EXPECT_EQ(CodeOf([&] { other.Decompress(packed, kPlenty); }), ErrorCode::kMalformed);
  EXPECT_EQ(CodeOf([&] { ZstdDecompress(packed, kPlenty); }), ErrorCode::kMalformed);
  EXPECT_EQ(one.Decompress(ZstdCompress("plain"), kPlenty), "plain");
}

TEST(ZstdDictionary, IsNotTrainedFromTooLittle) {
  EXPECT_FALSE(ZstdDictionary::Train({}, 4096).has_value());
  const std::string_view tiny[] = {"a", "b"};
  EXPECT_FALSE(ZstdDictionary::Train(tiny, 4096).has_value());
  EXPECT_FALSE(ZstdDictionary::Train(tiny, 0).has_value());
}

TEST(ZstdDictionary, RefusesADamagedOne) {
  std::string bytes = Trained(1000).bytes().substr(0, 20);
  EXPECT_EQ(CodeOf([&] { ZstdDictionary dictionary(bytes); }), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace socle::base
