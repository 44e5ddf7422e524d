#pragma once

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::base {

/// The one catalogue of errors. Each has a name, an HTTP status and a FHIR issue type (`Describe`).
enum class ErrorCode : std::uint8_t {
  kBadRequest,          // 400: the request cannot be understood
  kMalformed,           // 400: the document cannot be parsed
  kUnauthenticated,     // 401
  kForbidden,           // 403
  kNotFound,            // 404
  kMethodNotAllowed,    // 405
  kNotAcceptable,       // 406
  kTimeout,             // 408: a time limit passed
  kConflict,            // 409: it exists already, or is not what the change expects
  kGone,                // 410
  kPreconditionFailed,  // 412: not the latest version
  kTooLarge,            // 413
  kUnsupportedMedia,    // 415
  kInvalid,             // 422: well formed, against a rule; `issues()` lists all violations
  kTooManyRequests,     // 429
  kHeaderTooLarge,      // 431
  kCorrupt,             // 500: stored data is not what was written
  kInternal,            // 500
  kNotImplemented,      // 501
  kUnavailable,         // 503: busy or stopping; the client may retry
  kStorageFull,         // 507: the disk is full or cannot be written
  kUsage,               // a command line or configuration that makes no sense
};

struct ErrorInfo {
  std::string_view name;  // snake_case, as clients read it
  int http_status;
  std::string_view fhir_issue;  // code of FHIR's IssueType value set
};

/// The catalogue's entry for `code`.
const ErrorInfo& Describe(ErrorCode code);

/// One violation of a rule. Texts hold codes, types, limits and paths; never a patient's data
/// beyond the offending value's type or, for codes and numbers, the value itself.
struct Issue {
  std::string path;  // where in the document
  std::string rule;  // snake_case name of the rule
  std::string expected;
  std::string found;
  std::string message;  // one sentence for the reader
};

/// The one exception. Thrown where a fault is found, caught once a request or a job.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  /// For the log only.
  Error& WithDetail(std::string detail) {
    detail_ = std::move(detail);
    return *this;
  }
  /// Line:column, or a path in the document.
  Error& At(std::string place) {
    place_ = std::move(place);
    return *this;
  }
  Error& WithIssues(std::vector<Issue> issues) {
    issues_ = std::move(issues);
    return *this;
  }
  /// The latest version's uid, for 412 and 409 (the ETag of the answer).
  Error& WithLatest(std::string uid) {
    latest_ = std::move(uid);
    return *this;
  }

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& detail() const { return detail_; }
  const std::string& place() const { return place_; }
  const std::vector<Issue>& issues() const { return issues_; }
  const std::string& latest() const { return latest_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_, detail_, place_, latest_;
  std::vector<Issue> issues_;
};

}  // namespace socle::base
