#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fhir/tree.h"
#include "fhir/validate.h"
#include "record/record.h"
#include "resource/resource_source.h"
#include "resource/search.h"

namespace socle::resource {

/// What a write came to.
struct Written {
  StoredResource resource;
  bool created = false;    // 201
  bool unchanged = false;  // 200, nothing was written: a conditional create found it, or an update
                           // or a patch says what is there already
};

/// Which versions a history gives: newest first.
struct HistoryRequest {
  std::optional<fhir::TypeId> type{};  // absent: of all types
  std::optional<ResourceId> id{};
  std::optional<base::Instant> since{}, at{};
  std::uint32_t count = 50;
  std::string after{};  // HistoryPage::next
};
struct HistoryPage {
  std::vector<StoredResource> versions;
  std::optional<std::uint64_t> total;  // where it is known without reading them all
  std::string next;                    // empty: there is none
};

/// What a client wants to see of what it wrote. Source: FHIR R4, RESTful API, 3.1.0.1.7.
enum class ReturnPreference : std::uint8_t { kMinimal, kRepresentation, kOutcome };

struct BundleEntry;
struct EntryAnswer;

/// How a Bundle is answered.
struct ProcessOptions {
  std::string_view base{};  // of the URLs in the answer
  ReturnPreference preferred = ReturnPreference::kMinimal;
  bool deletes_many = false;  // a condition that several match deletes them all
  /// Answers an entry whose URL this service does not know (RequestUrl::is_other): operations,
  /// histories, searches of compartments and of all types. Called from several threads. May throw
  /// base::Error. Empty: such entries are kNotImplemented.
  std::function<EntryAnswer(const BundleEntry&)> other{};
};

/// A change of a resource: JSON Patch, FHIRPath Patch. Gives the resource after it.
using Patch = std::function<fhir::Tree(const fhir::Node&)>;

/// Resources in the record: interactions of single ones, each one commit. Every write is checked
/// against the definitions and its references before, and durable and indexed when the call
/// returns. Safe from any thread.
///
/// Errors of all: kInvalid with every issue, kNotFound, kGone, kConflict, kPreconditionFailed
/// (If-Match, several matches of a condition), kBadRequest, kUnavailable.
/// Source: FHIR R4, RESTful API.
class ResourceService {
 public:
  virtual ~ResourceService() = default;

  virtual StoredResource Read(const record::Access& access, fhir::TypeId type,
                              const ResourceId& id) = 0;
  virtual StoredResource ReadVersion(const record::Access& access, fhir::TypeId type,
                                     const ResourceId& id, std::uint32_t version) = 0;
  /// `condition`: If-None-Exist.
  virtual Written Create(const record::Access& access, fhir::Tree resource,
                         const std::optional<SearchRequest>& condition) = 0;
  /// Creates it where there is none of that id. `version`: If-Match; kNoVersion (If-None-Match: *),
  /// kAnyVersion (If-Match: *).
  virtual Written Update(const record::Access& access, const ResourceId& id, fhir::Tree resource,
                         std::optional<std::uint32_t> version) = 0;
  virtual Written UpdateWhere(const record::Access& access, const SearchRequest& condition,
                              fhir::Tree resource) = 0;
  virtual Written Change(const record::Access& access, fhir::TypeId type, const ResourceId& id,
                         const Patch& patch, std::optional<std::uint32_t> version) = 0;
  virtual Written ChangeWhere(const record::Access& access, const SearchRequest& condition,
                              const Patch& patch) = 0;
  /// The deletion, or nothing where there was nothing (which is no error). `version`: If-Match.
  virtual std::optional<StoredResource> Delete(const record::Access& access, fhir::TypeId type,
                                               const ResourceId& id,
                                               std::optional<std::uint32_t> version) = 0;
  /// How many were deleted. More than one only where `many`.
  virtual std::size_t DeleteWhere(const record::Access& access, const SearchRequest& condition,
                                  bool many) = 0;
  virtual HistoryPage History(const record::Access& access, const HistoryRequest& request) = 0;

  /// The answer to a Bundle of type batch or transaction, as a Bundle (JSON): a transaction whole
  /// or not at all, with the entry that fails named in the error's place (Bundle.entry[3]).
  virtual std::string Process(const record::Access& access, const fhir::Node& bundle,
                              const ProcessOptions& options) = 0;
};

}  // namespace socle::resource
