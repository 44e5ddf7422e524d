#include "http/body_pipe.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"

namespace socle::http {
namespace {

using State = BodyPipe::State;

TEST(BodyPipe, GivesWhatWasPutAndThenTheEnd) {
  BodyPipe pipe;
  EXPECT_FALSE(pipe.is_open());
  int woken = 0;
  pipe.Open([&] { ++woken; });
  EXPECT_TRUE(pipe.is_open());
  pipe.Put("ab");
  pipe.Put("cd");
  EXPECT_EQ(woken, 1);  // for the first; the taker has not looked
  std::string bytes = "old";
  EXPECT_EQ(pipe.Take(bytes), State::kOpen);
  EXPECT_EQ(bytes, "abcd");
  pipe.Put("e");
  EXPECT_EQ(woken, 1);  // the taker comes again by itself
  EXPECT_EQ(pipe.Take(bytes), State::kOpen);
  EXPECT_EQ(bytes, "e");
  EXPECT_EQ(pipe.Take(bytes), State::kOpen);
  EXPECT_EQ(bytes, "");
  pipe.Put("f");
  EXPECT_EQ(woken, 2);
  pipe.End();
  EXPECT_EQ(pipe.Take(bytes), State::kOpen);
  EXPECT_EQ(bytes, "f");
  EXPECT_TRUE(pipe.is_open());
  EXPECT_EQ(pipe.Take(bytes), State::kWhole);
  EXPECT_EQ(bytes, "");
  EXPECT_FALSE(pipe.is_open());
  EXPECT_EQ(woken, 2);
}

TEST(BodyPipe, TheEndWakesAndAnotherBodyMayFollow) {
  BodyPipe pipe;
  int woken = 0;
  std::string bytes;
  for (int round = 1; round <= 3; ++round) {
    pipe.Open([&] { ++woken; });
    pipe.Put("a");
    EXPECT_EQ(pipe.Take(bytes), State::kOpen);
    EXPECT_EQ(pipe.Take(bytes), State::kOpen);
    pipe.Break("why");
    EXPECT_EQ(woken, 2 * round);
    EXPECT_EQ(pipe.Take(bytes), State::kBroken);
    EXPECT_EQ(pipe.fault(), "why");
  }
  pipe.Open([&] { ++woken; });
  pipe.Withdraw();
  EXPECT_FALSE(pipe.is_open());
  EXPECT_EQ(woken, 6);
}

TEST(BodyPipe, HoldsLittle) {
  BodyPipe pipe;
  pipe.Open([] {});
  constexpr std::size_t kPiece = 10000, kPieces = 500;
  std::thread producer([&] {
    for (std::size_t i = 0; i < kPieces; ++i) pipe.Put(std::string(kPiece, 'x'));
    pipe.End();
  });
  std::size_t all = 0;
  std::string bytes;
  while (pipe.Take(bytes) == State::kOpen) {
    EXPECT_LT(bytes.size(), BodyPipe::kMost + kPiece);
    all += bytes.size();
    if (bytes.size() < BodyPipe::kMost) std::this_thread::yield();
  }
  producer.join();
  EXPECT_EQ(all, kPiece * kPieces);
}

TEST(BodyPipe, AbandonedItLetsNobodyWait) {
  BodyPipe pipe;
  pipe.Open([] {});
  EXPECT_FALSE(pipe.is_deserted());
  pipe.Desert();
  EXPECT_TRUE(pipe.is_deserted());
  EXPECT_NO_THROW(pipe.ThrowIfAbandoned());
  std::thread producer(
      [&] { EXPECT_THROW(for (;;) pipe.Put(std::string(BodyPipe::kMost, 'x')), base::Error); });
  pipe.Abandon();
  producer.join();
  EXPECT_THROW(pipe.ThrowIfAbandoned(), base::Error);
  EXPECT_THROW(pipe.Put(""), base::Error);
  pipe.Open([] {});
  EXPECT_THROW(pipe.Put(""), base::Error);  // for ever
}

}  // namespace
}  // namespace socle::http
