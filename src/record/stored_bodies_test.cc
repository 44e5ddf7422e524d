#include "record/stored_bodies.h"

#include <gtest/gtest.h>

#include "record/testing.h"

namespace socle::record {
namespace {

TEST(StoredBodies, GivesEveryVersionByItsNumberCompressedOrNot) {
  Hospital hospital;
  std::vector<VersionInfo> infos;
  std::vector<std::string> bodies;
  const auto keep = [&](const CommitReceipt& receipt, std::string body) {
    infos.push_back(receipt.versions.front());
    bodies.push_back(std::move(body));
    return receipt.ehr.ehr;
  };
  const EhrKey ehr = keep(hospital.Create({Note(1, 0, "short")}), "short");
  for (int i = 2; i < 60; ++i) {
    if (i == 50) hospital->TrainDictionaries();
    std::string body = "a note that says much the same as others do, number " + std::to_string(i) +
                       ", " + std::string(200, 'x');
    keep(hospital.Create({Note(i, 0, body)}), body);
  }
  keep(hospital.Commit(ehr, {Note(1, 1, "second")}), "second");

  store::Reader reader = hospital.store().Read();
  StoredBodies stored(reader.session());
  for (std::size_t i = 0; i < infos.size(); ++i) {
    EXPECT_EQ(stored.Read(infos[i].id).body, bodies[i]);
    EXPECT_EQ(VersionId(reader.session(), infos[i].ehr, infos[i].object, infos[i].number),
              infos[i].id);
    if (i > 0) {
      EXPECT_GT(infos[i].id, infos[i - 1].id);
    }
  }
  const auto head = hospital->ReadHead(Anyone(), ehr, kNote, NoteUid(1));
  EXPECT_EQ(head->info.id, infos.back().id);
}

TEST(StoredBodies, TellsWhatIsNotThere) {
  Hospital hospital;
  const CommitReceipt receipt = hospital.Create({Note(1, 0, "a")});
  store::Reader reader = hospital.store().Read();
  EXPECT_EQ(VersionId(reader.session(), receipt.ehr.ehr, 1, 2), std::nullopt);
  const base::Error error = ErrorOf([&] { StoredBodies(reader.session()).Read(99); });
  EXPECT_EQ(error.code(), base::ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace socle::record
