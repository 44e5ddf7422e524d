// The Synthea bundles of the corpus as transactions: whole, and back as they went in.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/compress.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "resource/references.h"
#include "resource/resource_input.h"
#include "resource/testing.h"

namespace socle::resource {
namespace {

std::vector<std::string> Bundles() {
  std::vector<std::string> texts;
  const std::filesystem::path folder = std::filesystem::path(SOCLE_CORPUS_DIR) / "fhir/synthea";
  if (!std::filesystem::exists(folder)) return texts;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".gz") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    texts.push_back(base::GzipDecompress(bytes, 256u << 20));
  }
  return texts;
}

/// `resource` as it must be stored under `id`, but for its references.
std::string Stored(const fhir::Node& resource, const ResourceId& id) {
  fhir::Tree tree;
  fhir::Node* const root = tree.Copy(resource);
  root->name = fhir::NameId::kNone;
  tree.SetRoot(root);
  Normalise(tree, id);
  ForEachReference(tree.root(), [&](const fhir::Node& node) { tree.Mutable(node)->text = "x"; });
  std::string text;
  fhir::WriteJson(tree.root(), text);
  return text;
}

/// Loads `text`, reads all of it back; how many resources there are.
std::size_t LoadAndCompare(Ward& ward, const std::string& text) {
  const fhir::Tree bundle = Parse(text);
  const fhir::Tree answer = Parse(ward->Process(Anyone(), bundle.root(), {.base = "http://x"}));
  std::size_t count = 0;
  const fhir::Node* response = answer.root().Child(fhir::name::kEntry);
  for (const fhir::Node* entry = bundle.root().Child(fhir::name::kEntry); entry != nullptr;
       entry = entry->next_sibling, response = response->next_sibling) {
    const fhir::Node& resource = *entry->Child(fhir::name::kResource);
    const std::string_view location = response->Child("response")->ChildText("location");
    const auto name = ParseReference(location.substr(std::string_view("http://x/").size()));
    EXPECT_TRUE(name.has_value()) << location;
    const ResourceId id{std::string(name->id)};
    const StoredResource read = ward->Read(Anyone(), resource.type, id);
    const fhir::Tree back = Parse(read.json);
    EXPECT_EQ(Stored(back.root(), id), Stored(resource, id));
    ForEachReference(back.root(), [&](const fhir::Node& node) {
      EXPECT_FALSE(node.text.starts_with("urn:")) << node.text;
    });
    ++count;
  }
  return count;
}

TEST(SyntheaTest, AllBundlesGoInAndComeBack) {
  const std::vector<std::string> bundles = Bundles();
  if (bundles.empty()) GTEST_SKIP() << "the corpus is not here";
  Ward ward;
  std::size_t resources = 0;
  for (const std::string& bundle : bundles) resources += LoadAndCompare(ward, bundle);
  EXPECT_EQ(resources, 11484u);
  EXPECT_EQ(ward.record().Count().objects, resources);
  EXPECT_EQ(ward.record().Count().ehrs, bundles.size());
  ward.Reopen();
  EXPECT_TRUE(ward.record().Verify({}).empty());
}

}  // namespace
}  // namespace socle::resource
