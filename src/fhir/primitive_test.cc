#include "fhir/primitive.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "fhir/ids.h"

namespace socle::fhir {
namespace {

using Texts = std::initializer_list<std::string_view>;

void Check(TypeId type, Texts good, Texts bad) {
  for (const std::string_view text : good) {
    EXPECT_TRUE(FitsPrimitive(type, text)) << Get(type).name << " " << text;
  }
  for (const std::string_view text : bad) {
    EXPECT_FALSE(FitsPrimitive(type, text)) << Get(type).name << " " << text;
  }
  EXPECT_FALSE(FitsPrimitive(type, "")) << Get(type).name;
}

TEST(Primitive, Numbers) {
  Check(type::kBoolean, {"true", "false"}, {"True", "1", "true "});
  Check(type::kInteger, {"0", "-1", "+1", "2147483647", "-2147483648"},
        {"2147483648", "01", "-0", "+-1", "-", "1.0", "1e3", " 1"});
  Check(type::kUnsignedInt, {"0", "1", "2147483647"}, {"-1", "+1", "2147483648", "00"});
  Check(type::kPositiveInt, {"1", "+1"}, {"0", "-1", "01"});
  Check(type::kDecimal, {"0", "-0", "1.0", "1.00", "0.10e3", "-1E-7", "1e+2"},
        {"+1", "01", ".5", "1.", "1e", "1e+", "1,5", "NaN", "1.0 "});
}

TEST(Primitive, Times) {
  Check(type::kDate, {"1951", "1951-06", "1951-06-04", "2000-02-29", "9999-12-31"},
        {"0000", "51", "1951-13", "1951-00", "1951-06-31", "1900-02-29", "1951-6-4", "1951-06-",
         "1951-06-04T10:00:00Z", "19510604"});
  Check(type::kDateTime,
        {"1951", "1951-06", "1951-06-04", "2015-02-07T13:28:17-05:00", "2015-02-07T13:28:17.239Z",
         "2015-02-07T23:59:60Z", "2015-02-07T00:00:00+14:00"},
        {"2015-02-07T13:28", "2015-02-07T13:28:17", "2015-02T13:28:17Z", "2015-02-07T24:00:00Z",
         "2015-02-07T13:28:17.Z", "2015-02-07T13:28:17+14:30", "2015-02-07T13:28:17+15:00",
         "2015-02-07 13:28:17Z", "2015-02-07T13:28:17z", "2015-02-07T13:28:61Z"});
  Check(type::kInstant, {"2015-02-07T13:28:17.239+02:00", "2015-02-07T13:28:17Z"},
        {"2015-02-07", "2015-02-07T13:28:17"});
  Check(type::kTime, {"10:30:00", "23:59:59.999"}, {"24:00:00", "10:30", "10:30:00Z", "T10:30:00"});
}

TEST(Primitive, Names) {
  Check(type::kId,
        {"a", "A-z.09",
         std::string_view("0123456789012345678901234567890123456789012345678901234567890123")},
        {"a_b", "a b", "0123456789012345678901234567890123456789012345678901234567890123x",
         "\xC3\xA9"});
  Check(type::kCode, {"a", "a b", "a-b\tc"}, {" a", "a ", "a  b", "\t"});
  for (const TypeId type : {type::kUri, type::kUrl, type::kCanonical}) {
    Check(type, {"http://example.org/x|1", "urn:oid:1.2", "x", "Patient/1#\xC3\xA9"},
          {"a b", " a", "a\n"});
  }
  Check(type::kOid, {"urn:oid:1.2.3", "urn:oid:2.16.840.1.113883", "urn:oid:0.0"},
        {"1.2.3", "urn:oid:3.1", "urn:oid:1", "urn:oid:1.", "urn:oid:1.02", "urn:oid:1.2x"});
  Check(type::kUuid, {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
        {"c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873d-ec9a-4326-a141-556f43239520",
         "urn:uuid:c757873dec9a4326a141556f43239520",
         "urn:uuid:c757873d-ec9a-4326-a141-556f4323952"});
}

TEST(Primitive, Texts) {
  for (const TypeId type : {type::kString, type::kMarkdown}) {
    Check(type, {"a", " ", "a\r\n\tb", "\xC3\xA9"}, {std::string_view("a\0b", 3), "\x01", "a\x1f"});
    EXPECT_TRUE(FitsPrimitive(type, std::string(1024 * 1024, 'x')));
    EXPECT_FALSE(FitsPrimitive(type, std::string(1024 * 1024 + 1, 'x')));
  }
  Check(type::kBase64Binary, {"QUJD", "QUI=", "QQ==", "QUJD\n QUJD"},
        {"QUJ", "QQ=Q", "=QUJ", "Q===", "QU-D", " "});
}

TEST(Primitive, OtherTypesHaveNone) {
  EXPECT_FALSE(FitsPrimitive(type::kPatient, "x"));
  EXPECT_FALSE(FitsPrimitive(TypeId::kNone, "x"));
  EXPECT_EQ(FormOf(type::kPatient), JsonForm::kString);
  EXPECT_EQ(FormOf(type::kDecimal), JsonForm::kNumber);
}

TEST(Primitive, EachHasItsOwnCheck) {
  for (std::size_t id = 1; id < Types().size(); ++id) {
    if (Types()[id].kind != TypeKind::kPrimitive) continue;
    EXPECT_NE(DescribePrimitive(TypeId{static_cast<std::uint16_t>(id)}), "a primitive")
        << Types()[id].name;
  }
}

}  // namespace
}  // namespace socle::fhir
