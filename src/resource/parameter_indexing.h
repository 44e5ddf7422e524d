#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "resource/custom_parameters.h"

namespace socle::resource {

/// Makes the rows of search parameters that came when resources were there already, and removes
/// those of parameters that went, on a thread of its own, while others search and write.
///
/// It goes through the resources in the order of fhir_resource, kResourcesOfStep in a step: reads
/// and evaluates in a snapshot, then writes what is missing and how far it has come in one
/// transaction. After a stop, or a crash, it goes on there. A resource that changed in between is
/// evaluated again by the transaction; one that is written after the parameter has its rows from
/// its own commit (SearchIndex).
class ParameterIndexing {
 public:
  /// What went wrong in a step, which is tried again after a while.
  using Report = std::function<void(const base::Error&)>;
  /// How long a parameter waits before its rows are made: for commits that were under way when it
  /// came.
  static constexpr std::chrono::milliseconds kSettling{1000};

  /// Both outlive it.
  ParameterIndexing(store::Store& store, StoredParameters& parameters)
      : store_(store), parameters_(parameters) {}
  ~ParameterIndexing() { Stop(); }
  ParameterIndexing(const ParameterIndexing&) = delete;
  ParameterIndexing& operator=(const ParameterIndexing&) = delete;

  /// Works on the thread until Stop.
  void Start(Report report);
  void Stop();

  /// One step, for who has no thread. False: there was nothing to do. Errors: of the store.
  bool Step();

 private:
  static constexpr std::int64_t kResourcesOfStep = 200;
  static constexpr std::int64_t kRowsOfStep = 2'000;

  void Run(const Report& report);
  bool HasSettled(const CustomParameter& parameter);
  void RemoveRows(const CustomParameter& parameter);
  void MakeRows(const CustomParameter& parameter);

  store::Store& store_;
  StoredParameters& parameters_;
  std::map<std::int64_t, std::chrono::steady_clock::time_point> seen_;  // on the thread alone
  bool settles_ = false;                                                // with the thread
  std::mutex mutex_;                                                    // guards what follows
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace socle::resource
