#include "record/trainer.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "base/compress.h"
#include "base/digest.h"
#include "base/error.h"
#include "base/instant.h"
#include "record/names.h"
#include "record/schema.h"

namespace socle::record {
namespace {

// Measured on 10 kB of canonical JSON and on FHIR resources: 24 samples of three patients halve
// small bodies, eight times as many take another tenth. Which size is best differs by class; larger
// ones give no more.
constexpr std::array<std::size_t, 3> kDictionaryBytes = {4 << 10, 8 << 10, 16 << 10};
constexpr std::size_t kFewBytes = 256 << 10;  // of more samples the largest is best
constexpr std::size_t kGrowth = 8;  // times as many samples for the next dictionary of a class
constexpr std::size_t kMostSamples = 1536;
constexpr std::size_t kLargestSample = 128 << 10;
constexpr std::size_t kClassBytes = 1 << 20;      // samples of one class: they take half a second
constexpr std::size_t kGatheredBytes = 16 << 20;  // of all classes; half of it for second ones
constexpr std::size_t kFewestPatients = 3;
constexpr std::size_t kPassWhileTraining = 50;  // bodies of the class that do not wait for it
constexpr auto kLongestWait = std::chrono::seconds(2);
constexpr std::size_t kHeldOut = 20;        // one sample in that many judges,
constexpr std::size_t kHeldOutOfFew = 8;    // or in that many
constexpr std::size_t kWorthTraining = 20;  // a dictionary saves a twentieth, or is not kept
constexpr std::int64_t kScanned = 50000;    // stored versions that TrainStored looks at

/// In whose bodies a text was seen, up to as many as matter.
struct Seen {
  std::array<std::int64_t, kFewestPatients> patients{};
  std::size_t count = 0;

  void Add(std::int64_t patient) {
    if (count == kFewestPatients) return;
    const auto end = patients.begin() + static_cast<std::ptrdiff_t>(count);
    if (std::find(patients.begin(), end, patient) == end) patients[count++] = patient;
  }
};

/// Calls `each` with every text between quotation marks, and what lies between those.
template <class Function>
void ForEachText(std::string_view body, const Function& each) {
  while (true) {
    const std::size_t mark = body.find('"');
    each(body.substr(0, mark));
    if (mark == std::string_view::npos) return;
    body.remove_prefix(mark + 1);
  }
}

std::size_t CompressedSize(const base::ZstdDictionary& dictionary,
                           const std::vector<std::string>& bodies) {
  std::size_t total = 0;
  for (const std::string& body : bodies) total += dictionary.Compress(body).size();
  return total;
}

struct Trained {
  std::string bytes;                                             // empty: samples give none
  std::size_t judged = std::numeric_limits<std::size_t>::max();  // what the judges take with it
};

/// The best dictionary that can be made of `samples`.
Trained Train(const std::vector<Sample>& samples, const std::vector<std::string>& judges,
              int level) {
  std::vector<std::string_view> bodies;
  std::size_t bytes = 0;
  for (const Sample& sample : samples) {
    bodies.push_back(sample.body);
    bytes += sample.body.size();
  }
  Trained best;
  for (const std::size_t size : kDictionaryBytes) {
    if (bytes > kFewBytes && size != kDictionaryBytes.back()) continue;
    const auto dictionary = base::ZstdDictionary::Train(bodies, size, level);
    if (!dictionary.has_value()) continue;
    const std::size_t judged = CompressedSize(*dictionary, judges);
    if (judged < best.judged) best = {dictionary->bytes(), judged};
  }
  return best;
}

/// Takes some of `samples` out: on them a dictionary is judged.
std::vector<std::string> HoldOut(std::vector<Sample>& samples) {
  std::vector<std::string> judges;
  std::vector<Sample> rest;
  const std::size_t held_out = samples.size() < 100 ? kHeldOutOfFew : kHeldOut;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i % held_out == 0) {
      judges.push_back(std::move(samples[i].body));
    } else {
      rest.push_back(std::move(samples[i]));
    }
  }
  samples = std::move(rest);
  return judges;
}

}  // namespace

void RemoveRareTexts(std::vector<Sample>& samples) {
  std::unordered_map<std::string_view, Seen> texts;
  for (const Sample& sample : samples) {
    ForEachText(sample.body, [&](std::string_view text) { texts[text].Add(sample.patient); });
  }
  std::vector<std::string> kept(samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ForEachText(samples[i].body, [&](std::string_view text) {
      // A sample of no patient may keep all that it has.
      if (samples[i].patient == 0 || texts[text].count == kFewestPatients) kept[i] += text;
      kept[i] += '"';
    });
    if (!kept[i].empty()) kept[i].pop_back();
  }
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i].body = std::move(kept[i]);
}

Trainer::Trainer(store::Store& store, Codec& codec, std::uint32_t after)
    : store_(store),
      codec_(codec),
      after_(std::max<std::uint32_t>(after, 8)),
      thread_([this] { Run(); }) {}

Trainer::~Trainer() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Trainer::Offer(std::string_view body_class, std::int64_t patient, std::string_view body) {
  if (body_class.empty() || body.size() > kLargestSample) return;
  std::unique_lock lock(mutex_);
  auto found = gathered_.find(body_class);
  if (found == gathered_.end()) {
    found = gathered_.emplace(std::string(body_class), Gathered{}).first;
    found->second.is_first = !codec_.HasDictionary(body_class);
    found->second.wanted = found->second.is_first ? after_ : kMostSamples;
  }
  Gathered& gathered = found->second;
  if (gathered.wanted == 0) return;
  if (gathered.is_first && gathered.training && ++gathered.passed > kPassWhileTraining) {
    trained_.wait_until(lock, gathered.waits_until,
                        [&] { return stopping_ || !gathered.training; });
    return;
  }
  const std::size_t most = gathered.is_first ? kGatheredBytes : kGatheredBytes / 2;
  if (gathered.training || gathered_bytes_ + body.size() > most) return;
  // No patient gives so many that too few others have room.
  if (++gathered.of_patient[patient] > gathered.wanted / kFewestPatients + 1 && patient != 0)
    return;
  gathered.samples.push_back({patient, std::string(body)});
  gathered.bytes += body.size();
  gathered_bytes_ += body.size();
  if (gathered.samples.size() < gathered.wanted && gathered.bytes < kClassBytes) return;
  gathered.training = true;
  gathered.waits_until = std::chrono::steady_clock::now() + kLongestWait;
  ready_.push_back(found->first);
  wake_.notify_one();
}

void Trainer::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || !ready_.empty(); });
    if (stopping_) return;
    const std::string body_class = std::move(ready_.front());
    ready_.pop_front();
    Gathered& gathered = gathered_.at(body_class);
    std::vector<Sample> samples = std::move(gathered.samples);
    gathered_bytes_ -= gathered.bytes;
    const bool is_last = gathered.bytes >= kClassBytes || samples.size() >= kMostSamples;
    gathered.samples.clear();
    gathered.of_patient.clear();
    gathered.bytes = gathered.passed = 0;
    lock.unlock();
    try {
      TrainClass(body_class, std::move(samples));
    } catch (const std::exception&) {
      // Bodies are stored without a dictionary until the next attempt: larger, but whole.
    }
    const bool has_dictionary = codec_.HasDictionary(body_class);
    lock.lock();
    Gathered& trained = gathered_.at(body_class);
    trained.training = false;
    trained.is_first = !has_dictionary;
    if (!has_dictionary) {
      trained.wanted *= 2;  // there were too few patients: more may give one
    } else {
      trained.wanted = is_last ? 0 : std::min(trained.wanted * kGrowth, kMostSamples);
    }
    trained_.notify_all();
  }
}

void Trainer::TrainClass(const std::string& body_class, std::vector<Sample> samples) {
  const std::vector<std::string> judges = HoldOut(samples);
  RemoveRareTexts(samples);
  const Trained trained = Train(samples, judges, codec_.level());
  if (trained.bytes.empty()) return;
  std::size_t before = 0;
  for (const std::string& judge : judges) before += codec_.Encode(judge, body_class).bytes.size();
  if (trained.judged * kWorthTraining > before * (kWorthTraining - 1)) return;
  StoreDictionary(body_class, trained.bytes);
}

void Trainer::StoreDictionary(const std::string& body_class, const std::string& bytes) {
  std::int64_t id = 0;
  const std::string stored = StoredDictionary(bytes);
  const base::Digest digest = base::Sha256().Add(stored).Finish();
  store_.Write([&](store::Session& session) {
    Names names;  // with no cache: this job is rare
    Names::Fresh fresh;
    const std::int64_t body_class_id = names.Intern(session, body_class, fresh);
    store::Statement last = session.Prepare(Sql().max_dictionary);
    id = std::max<std::int64_t>(last.Step() && !last.IsNull(0) ? last.Int(0) + 1 : 0,
                                kFirstDictionary);
    session.Prepare(Sql().insert_dictionary)
        .Bind(1, id)
        .Bind(2, body_class_id)
        .Bind(3, base::Now().micros)
        .BindBlob(4, stored)
        .BindBlob(5, digest.View())
        .Run();
  });
  codec_.Add(body_class, id, bytes);
}

void Trainer::TrainStored() {
  std::unordered_map<std::string, Gathered> classes;
  {
    store::Reader reader = store_.Read();
    store::Statement statement = reader->Prepare(Sql().newest_bodies);
    statement.Bind(1, kScanned);
    while (statement.Step()) {
      Gathered& gathered = classes[std::string(statement.Text(1))];
      if (gathered.bytes > kClassBytes) continue;
      std::string body = codec_.Decode(reader.session(), statement.Int(2), statement.Blob(3));
      if (body.empty() || body.size() > kLargestSample) continue;
      gathered.bytes += body.size();
      gathered.samples.push_back({statement.Int(0), std::move(body)});
    }
  }
  for (auto& [body_class, gathered] : classes) {
    if (body_class.empty() || gathered.samples.size() < after_) continue;
    TrainClass(body_class, std::move(gathered.samples));
  }
}

}  // namespace socle::record
