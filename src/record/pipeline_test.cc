#include "record/pipeline.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <thread>

namespace socle::record {
namespace {

TEST(PipelineTest, KeepsTheOrder) {
  Pipeline<int, int> pipeline(4, [](int item) {
    std::this_thread::sleep_for(std::chrono::microseconds((item * 37) % 200));
    return item * 2;
  });
  int next = 0;
  for (int i = 0; i < 1000; ++i) {
    pipeline.Push(i);
    if (pipeline.size() > 16) {
      EXPECT_EQ(pipeline.Pop(), 2 * next++);
    }
  }
  while (pipeline.size() > 0) EXPECT_EQ(pipeline.Pop(), 2 * next++);
  EXPECT_EQ(next, 1000);
}

TEST(PipelineTest, HandsOnWhatIsThrown) {
  Pipeline<int, int> pipeline(2, [](int item) {
    if (item == 1) throw std::runtime_error("one");
    return item;
  });
  for (int i = 0; i < 3; ++i) pipeline.Push(i);
  EXPECT_EQ(pipeline.Pop(), 0);
  EXPECT_THROW(pipeline.Pop(), std::runtime_error);
  EXPECT_EQ(pipeline.Pop(), 2);
}

TEST(PipelineTest, MayBeLeftWithItemsInIt) {
  Pipeline<int, int> pipeline(2, [](int item) { return item; });
  for (int i = 0; i < 100; ++i) pipeline.Push(i);
}

}  // namespace
}  // namespace socle::record
