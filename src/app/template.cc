#include "template/template.h"

#include <fstream>
#include <iostream>
#include <iterator>

#include "app/commands.h"
#include "app/wiring.h"
#include "base/error.h"

namespace socle::app {

namespace {

using base::Error;
using base::ErrorCode;

std::string ReadFile(const std::string& path) {
  try {
    std::ifstream file(path, std::ios::binary);
    if (file.is_open()) {
      return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
  } catch (const std::ios_base::failure&) {  // a directory
  }
  throw Error(ErrorCode::kUsage, path + ": cannot be read").At(path);
}

/// Says what is wrong with one file, a line a fault.
void PrintFaults(const std::string& path, const Error& error) {
  if (error.issues().empty()) {
    std::cout << path << ": " << error.message();
    if (!error.place().empty()) std::cout << " (" << error.place() << ")";
    std::cout << '\n';
  }
  for (const base::Issue& issue : error.issues()) {
    std::cout << path << ": " << issue.path << ": " << issue.message << " [" << issue.rule << "]\n";
  }
}

int Check(const std::vector<std::string>& files) {
  int result = kDone;
  for (const std::string& path : files) {
    const std::string xml = ReadFile(path);
    try {
      const auto compiled = tmpl::Template::Parse(xml);
      std::cout << path << ": " << compiled->template_id() << ", no fault\n";
    } catch (const Error& error) {
      PrintFaults(path, error);
      result = kFailed;
    }
  }
  return result;
}

record::Access ProgramAccess() {
  return {ProgramPrincipal(), record::Scope::Open(), "administration"};
}

int List(const Configuration& configuration) {
  const auto platform = OpenForReading(configuration);
  for (const auto& entry : platform->templates().List(ProgramAccess())) {
    std::cout << entry.template_id << "  " << entry.archetype_id << "  "
              << base::FormatIso(entry.created) << '\n';
  }
  return kDone;
}

int Upload(const Configuration& configuration, const std::vector<std::string>& files) {
  const auto platform = OpenRecord(configuration, Opening::kCreate);
  int result = kDone;
  for (const std::string& path : files) {
    const std::string xml = ReadFile(path);
    try {
      const auto uploaded = platform->templates().Upload(ProgramAccess(), xml, {});
      std::cout << path << ": " << uploaded.compiled->template_id() << ", uploaded\n";
    } catch (const Error& error) {
      PrintFaults(path, error);
      result = kFailed;
    }
  }
  return result;
}

}  // namespace

int RunTemplate(const Configuration& configuration, const TemplateOptions& options, Log&) {
  switch (options.action) {
    case TemplateOptions::Action::kCheck:
      return Check(options.files);
    case TemplateOptions::Action::kList:
      return List(configuration);
    case TemplateOptions::Action::kUpload:
      break;
  }
  return Upload(configuration, options.files);
}

}  // namespace socle::app
