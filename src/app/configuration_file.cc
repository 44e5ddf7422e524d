// The one translation unit that includes yaml-cpp.
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <iterator>

#include "app/configuration.h"
#include "base/error.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

std::string Place(std::string_view path, const YAML::Mark& mark) {
  return std::string(path) + ":" + std::to_string(mark.line + 1) + ":" +
         std::to_string(mark.column + 1);
}

[[noreturn]] void Refuse(std::string place, const std::string& what) {
  std::string text = place + ": " + what;
  throw Error(ErrorCode::kUsage, std::move(text)).At(std::move(place));
}

YAML::Node Load(std::string_view text, std::string_view path) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1)
      Refuse(Place(path, documents[1].Mark()), "expected one YAML document");
    return documents.empty() ? YAML::Node() : documents[0];
  } catch (const YAML::Exception& fault) {
    Refuse(Place(path, fault.mark), "not YAML: " + fault.msg);
  }
}

void AddEntry(GivenValues& values, const YAML::Node& key, const YAML::Node& value,
              std::string_view path) {
  if (!key.IsScalar()) Refuse(Place(path, key.Mark()), "expected the name of a setting");
  const std::string& name = key.Scalar();
  if (!FindSetting(name)) {
    std::vector<std::string_view> known;
    for (const Setting& setting : Settings()) known.push_back(setting.name);
    Refuse(Place(path, key.Mark()),
           "there is no setting \"" + name + "\"" + DidYouMean(name, known));
  }
  if (!value.IsScalar()) Refuse(Place(path, value.Mark()), "expected one value for " + name);
  const auto [_, added] =
      values.try_emplace(name, GivenValue{value.Scalar(), Place(path, value.Mark())});
  if (!added) Refuse(Place(path, key.Mark()), name + " is set twice");
}

}  // namespace

GivenValues FromYaml(std::string_view text, std::string_view path) {
  const YAML::Node root = Load(text, path);
  GivenValues values;
  if (root.IsNull()) return values;
  if (!root.IsMap())
    Refuse(Place(path, root.Mark()), "expected settings, one `name: value` a line");
  for (const auto& entry : root) AddEntry(values, entry.first, entry.second, path);
  return values;
}

GivenValues FromFile(const std::string& path) {
  std::string text;
  try {
    std::ifstream file(path, std::ios::binary);
    if (!file.is_open()) Refuse(path, "the configuration file cannot be read");
    text.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  } catch (const std::ios_base::failure&) {
    Refuse(path, "the configuration file cannot be read");  // a directory
  }
  return FromYaml(text, path);
}

}  // namespace socle::app
