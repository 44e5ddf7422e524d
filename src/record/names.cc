#include "record/names.h"

#include <mutex>

#include "base/error.h"
#include "record/answer.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::size_t kCached = 4096;

std::string ReadText(store::Session& session, std::int64_t id) {
  store::Statement statement = session.Prepare(Sql().name_by_id);
  statement.Bind(1, id);
  if (!statement.Step()) {
    throw base::Error(base::ErrorCode::kCorrupt, "name " + std::to_string(id) + " is missing");
  }
  return std::string(statement.Text(0));
}

}  // namespace

std::int64_t Names::Intern(store::Session& writer, std::string_view text, Fresh& fresh) {
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  {
    store::Statement statement = writer.Prepare(Sql().name_by_text);
    statement.BindText(1, text);
    if (statement.Step()) {
      fresh.emplace_back(text, statement.Int(0));
      return fresh.back().second;
    }
  }
  store::Statement last = writer.Prepare(Sql().max_name);
  const std::int64_t id = last.Step() ? last.Int(0) + 1 : 1;
  last.Reset();
  writer.Prepare(Sql().insert_name).Bind(1, id).BindText(2, text).Run();
  fresh.emplace_back(text, id);
  return id;
}

void Names::Keep(Fresh fresh) {
  if (fresh.empty()) return;
  if (ids_.size() + fresh.size() > kCached) ids_.clear();
  for (auto& [text, id] : fresh) ids_.insert_or_assign(std::move(text), id);
}

std::optional<std::string> Names::Cached(std::int64_t id) const {
  std::shared_lock lock(mutex_);
  const auto found = texts_.find(id);
  if (found == texts_.end()) return std::nullopt;
  return found->second;
}

std::string Names::Text(store::Session& reader, std::int64_t id) {
  if (auto cached = Cached(id)) return *std::move(cached);
  std::string text = ReadText(reader, id);
  std::unique_lock lock(mutex_);
  if (texts_.size() >= kCached) texts_.clear();
  texts_.insert_or_assign(id, text);
  return text;
}

std::string Names::TextOfWriter(store::Session& writer, std::int64_t id) {
  if (auto cached = Cached(id)) return *std::move(cached);
  return ReadText(writer, id);
}

void WriteInterning(store::Store& store, Names& names,
                    const std::function<void(store::Session&, Names::Fresh&)>& run) {
  Names::Fresh fresh;
  Answer answer;
  store.Submit({[&](store::Session& session) { run(session, fresh); },
                [&](std::exception_ptr error) {
                  if (error == nullptr) names.Keep(std::move(fresh));
                  answer.Give(std::move(error));
                }});
  answer.Wait();
}

}  // namespace socle::record
