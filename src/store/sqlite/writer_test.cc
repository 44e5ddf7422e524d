#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <latch>
#include <mutex>
#include <random>
#include <thread>

#include "store/store_fixture.h"

namespace socle::store {
namespace {

using base::ErrorCode;

using WriterTest = StoreFixture;

// Keeps the writer busy with one job until Go, so that what is submitted meanwhile is one group.
class Gate {
 public:
  explicit Gate(Store& store) {
    store.Submit({[this](Session&) {
                    inside_.count_down();
                    go_.wait();
                  },
                  {}});
    inside_.wait();
  }
  void Go() { go_.count_down(); }

 private:
  std::latch inside_{1}, go_{1};
};

TEST_F(WriterTest, JobsThatWaitShareACommit) {
  auto store = Open();
  const std::uint64_t commits = store->Statistics().commits;
  Gate gate(*store);
  std::vector<int> answers;
  std::latch all(20);
  for (int i = 0; i < 20; ++i) {
    store->Submit({[i](Session& session) { Put(session, i, "x"); },
                   [&answers, &all, i](std::exception_ptr error) {
                     EXPECT_EQ(error, nullptr);
                     answers.push_back(i);
                     all.count_down();
                   }});
  }
  EXPECT_EQ(store->Statistics().queued, 20U);
  gate.Go();
  all.wait();
  EXPECT_TRUE(std::is_sorted(answers.begin(), answers.end()));
  EXPECT_EQ(answers.size(), 20U);
  EXPECT_EQ(store->Statistics().commits, commits + 1) << "with the job of the gate";
  EXPECT_EQ(Count(store->Read().session()), 20);
}

TEST_F(WriterTest, AJobThatThrowsIsAloneInAGroup) {
  auto store = Open();
  Gate gate(*store);
  std::atomic<int> failed = 0;
  std::latch all(10);
  for (std::int64_t i = 0; i < 10; ++i) {
    store->Submit({[i](Session& session) {
                     Put(session, i, "x");
                     if (i % 3 == 0) Put(session, i, "again");
                   },
                   [&, i](std::exception_ptr error) {
                     EXPECT_EQ(error != nullptr, i % 3 == 0) << i;
                     failed += error != nullptr ? 1 : 0;
                     all.count_down();
                   }});
  }
  gate.Go();
  all.wait();
  EXPECT_EQ(failed, 4);
  EXPECT_EQ(Count(store->Read().session()), 6);
  EXPECT_EQ(store->Statistics().failed_jobs, 4U);
}

TEST_F(WriterTest, TheFirstJobOfAGroupMayFailToo) {
  auto store = Open();
  std::latch all(2);
  std::latch inside(1), go(1);
  store->Submit({[&](Session& session) {
                   Put(session, 1, "x");
                   inside.count_down();
                   go.wait();
                   throw std::runtime_error("first");
                 },
                 [&](std::exception_ptr error) {
                   EXPECT_NE(error, nullptr);
                   all.count_down();
                 }});
  inside.wait();
  store->Submit({[](Session& session) { Put(session, 1, "y"); },
                 [&](std::exception_ptr error) {
                   EXPECT_EQ(error, nullptr);
                   all.count_down();
                 }});
  go.count_down();
  all.wait();
  EXPECT_EQ(Count(store->Read().session()), 1);
}

TEST_F(WriterTest, ALostTransactionFailsWhatWasInItAndNoMore) {
  auto store = Open();
  Gate gate(*store);
  std::vector<bool> good(3);
  std::latch all(3);
  auto submit = [&](std::size_t i, std::function<void(Session&)> run) {
    store->Submit({std::move(run), [&, i](std::exception_ptr error) {
                     good[i] = error == nullptr;
                     all.count_down();
                   }});
  };
  submit(0, [](Session& session) { Put(session, 1, "before"); });
  submit(1, [](Session& session) { session.Execute("ROLLBACK"); });  // as a full disk does
  submit(2, [](Session& session) { Put(session, 2, "after"); });
  gate.Go();
  all.wait();
  EXPECT_THAT(good, testing::ElementsAre(false, false, true));
  EXPECT_EQ(Count(store->Read().session()), 1);
}

TEST_F(WriterTest, AFullQueueRefuses) {
  Options options;
  options.queue = 2;
  auto store = Open(options);
  Gate gate(*store);
  std::latch both(2);
  for (int i = 0; i < 2; ++i) {
    store->Submit({[](Session&) {}, [&](std::exception_ptr) { both.count_down(); }});
  }
  EXPECT_EQ(ErrorOf([&] { store->Submit({[](Session&) {}, {}}); }).code(), ErrorCode::kUnavailable);
  gate.Go();
  both.wait();
  store->Write([](Session&) {});
}

TEST_F(WriterTest, WhatIsQueuedAtTheEndIsRun) {
  std::atomic<int> answered = 0;
  {
    auto store = Open();
    for (std::int64_t i = 0; i < 500; ++i) {
      store->Submit({[i](Session& session) { Put(session, i, "x"); },
                     [&](std::exception_ptr error) { answered += error == nullptr ? 1 : 0; }});
    }
  }
  EXPECT_EQ(answered, 500);
  EXPECT_EQ(Count(Open()->Read().session()), 500);
}

TEST_F(WriterTest, InterruptEndsALongStatement) {
  auto store = Open();
  Reader reader = store->Read();
  Statement endless = reader->PrepareText(
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n");
  std::atomic<bool> ended = false;
  std::jthread other([&] {
    while (!ended) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      reader->Interrupt();
    }
  });
  EXPECT_EQ(ErrorOf([&] { endless.Step(); }).code(), ErrorCode::kTimeout);
  ended = true;
  other.join();
  endless.Reset();
  EXPECT_EQ(Count(reader.session()), 0);
}

// Accounts between which money moves: every snapshot sees the whole sum.
TEST_F(WriterTest, ReadersAndWritersSideBySide) {
  constexpr int kAccounts = 20, kSum = 1000 * kAccounts, kWriters = 3, kReaders = 3, kMoves = 150;
  auto store = Open();
  store->Write([](Session& session) {
    session.Execute("CREATE TABLE account (id INTEGER PRIMARY KEY, money INTEGER NOT NULL)");
    for (int i = 0; i < kAccounts; ++i) {
      session.PrepareText("INSERT INTO account VALUES (?1, 1000)").Bind(1, std::int64_t{i}).Run();
    }
  });
  const sql::Query add("add", sql::Update("account")
                                  .Set("money", sql::Col("money") + sql::Param(2))
                                  .Where(sql::Col("id") == sql::Param(1)));
  const sql::Query sum("sum", sql::Select({sql::Sum(sql::Col("money"))}).From("account"));
  std::atomic<int> writing = kWriters, snapshots = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < kWriters; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(static_cast<unsigned>(t));
      for (int i = 0; i < kMoves; ++i) {
        const std::int64_t from = random() % kAccounts, to = random() % kAccounts;
        const bool fails = random() % 10 == 0;
        auto move = [&](Session& session) {
          session.Prepare(add).Bind(1, from).Bind(2, std::int64_t{-5}).Run();
          if (fails) throw std::runtime_error("half way");
          session.Prepare(add).Bind(1, to).Bind(2, std::int64_t{5}).Run();
        };
        if (fails) {
          EXPECT_THROW(store->Write(move), std::runtime_error);
        } else {
          store->Write(move);
        }
      }
      --writing;
    });
  }
  for (int t = 0; t < kReaders; ++t) {
    threads.emplace_back([&] {
      while (writing > 0) {
        Reader reader = store->Read();
        for (int again = 0; again < 2; ++again) {
          Statement total = reader->Prepare(sum);
          ASSERT_TRUE(total.Step());
          EXPECT_EQ(total.Int(0), kSum);
        }
        ++snapshots;
      }
    });
  }
  std::thread verify([&] { EXPECT_THAT(store->VerifyFile(), testing::IsEmpty()); });
  store->Backup(Path("copy.db"), {});
  verify.join();
  threads.clear();
  EXPECT_GT(snapshots, 0);
  EXPECT_EQ(store->Statistics().queued, 0U);
}

// Enough writing that the log begins anew several times, under readers that never all pause.
TEST_F(WriterTest, TheLogDoesNotGrowForEver) {
  auto store = Open();
  std::vector<std::jthread> readers;
  for (int t = 0; t < 2; ++t) {
    readers.emplace_back([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        Reader reader = store->Read();
        Count(reader.session());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      }
    });
  }
  const std::string body(1 << 20, 'x');
  std::uint64_t longest = 0;
  for (std::int64_t i = 0; i < 300; ++i) {
    store->Write([&](Session& session) {
      session.Execute("DELETE FROM thing");
      Put(session, i, body);
    });
    longest = std::max(longest, store->Statistics().log_bytes);
  }
  readers.clear();
  EXPECT_LT(longest, 200U << 20);
  EXPECT_GT(longest, 8U << 20);
  EXPECT_LT(std::filesystem::file_size(Path()), 20U << 20);
}

}  // namespace
}  // namespace socle::store
