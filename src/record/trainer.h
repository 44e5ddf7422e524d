#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "record/codec.h"
#include "store/store.h"

namespace socle::record {

/// A body to train on, and whose it is (0: the institution's, no patient's).
struct Sample {
  std::int64_t patient = 0;
  std::string body;
};

/// Takes out of `samples` every text between quotation marks that fewer than three patients' bodies
/// hold, so that a dictionary holds nothing that could tell of one patient, and an erased record
/// leaves nothing behind in it.
void RemoveRareTexts(std::vector<Sample>& samples);

/// Trains a compression dictionary for each class of bodies once a few of them were committed, and
/// better ones from more of them, on a thread of its own. Safe from any thread, because what is
/// shared has a lock.
class Trainer {
 public:
  /// All outlive the trainer.
  Trainer(store::Store& store, Codec& codec, std::uint32_t after);
  ~Trainer();

  /// A body that is committed: copied if its class still needs samples.
  /// Callers that bring bodies faster than the training takes (an import) wait for it, a second at
  /// most.
  void Offer(std::string_view body_class, std::int64_t patient, std::string_view body);
  /// Trains each class that has enough stored versions, from those; a class that has a dictionary
  /// gets a new one where that makes its bodies smaller by a twentieth at least.
  void TrainStored();

 private:
  struct Gathered {
    std::vector<Sample> samples;
    std::unordered_map<std::int64_t, std::size_t> of_patient;
    std::size_t bytes = 0;
    std::size_t passed = 0;  // while training
    std::size_t wanted = 0;  // 0: no more
    bool is_first = true;    // the class has no dictionary
    bool training = false;
    std::chrono::steady_clock::time_point waits_until;  // while training
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  void Run();
  void TrainClass(const std::string& body_class, std::vector<Sample> samples);
  void StoreDictionary(const std::string& body_class, const std::string& bytes);

  store::Store& store_;
  Codec& codec_;
  const std::uint32_t after_;
  std::mutex mutex_;
  std::condition_variable wake_, trained_;
  bool stopping_ = false;
  std::size_t gathered_bytes_ = 0;                                             // under mutex_
  std::unordered_map<std::string, Gathered, Hash, std::equal_to<>> gathered_;  // under mutex_
  std::deque<std::string> ready_;                                              // under mutex_
  std::thread thread_;
};

}  // namespace socle::record
