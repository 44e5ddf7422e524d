#include "ehr/terms.h"

#include <gtest/gtest.h>

#include "rm/terminology.h"

namespace socle::ehr {
namespace {

TEST(Terms, CodesAreOpenEhrsAndComeBack) {
  for (int i = 1; i <= 9; ++i) {
    const auto type = static_cast<record::ChangeType>(i);
    const Term term = ChangeTypeTerm(type);
    EXPECT_EQ(ChangeTypeOf(term.code), type);
    EXPECT_TRUE(rm::GroupHasCode("audit change type", term.code)) << term.code;
    EXPECT_EQ(rm::Rubric(term.code), term.rubric);
  }
  for (int i = 1; i <= 5; ++i) {
    const auto state = static_cast<record::Lifecycle>(i);
    const Term term = LifecycleTerm(state);
    EXPECT_EQ(LifecycleOf(term.code), state);
    EXPECT_TRUE(rm::GroupHasCode("version lifecycle state", term.code)) << term.code;
  }
  EXPECT_FALSE(ChangeTypeOf("532"));
  EXPECT_FALSE(LifecycleOf("249"));
}

}  // namespace
}  // namespace socle::ehr
