#include "ucum/unit.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "ucum/atoms.h"
#include "ucum/quantity.h"

namespace socle::ucum {
namespace {

Unit Of(std::string_view code) {
  const auto unit = Unit::Parse(code);
  EXPECT_TRUE(unit) << code;
  return unit.value_or(Unit());
}

std::string Canonical(std::string_view code) { return Of(code).CanonicalCode(); }

std::string Convert(std::string_view value, std::string_view from, std::string_view to) {
  return ucum::Convert(value, Of(from), Of(to)).value_or("none");
}

TEST(Atoms, EachResolves) {
  for (const Atom& atom : Atoms()) {
    const auto unit = Unit::Parse(atom.code);
    ASSERT_TRUE(unit) << atom.code;
    EXPECT_FALSE(unit->factor().IsZero()) << atom.code;
    EXPECT_TRUE(unit->factor().exact()) << atom.code;
    EXPECT_EQ(unit->IsSpecial(), atom.function != Function::kNone) << atom.code;
    const auto canonical = Unit::Parse(unit->CanonicalCode());
    ASSERT_TRUE(canonical) << atom.code;
    EXPECT_TRUE(Comparable(*unit, *canonical)) << atom.code;
  }
}

/// How many definitions stand behind one another; a cycle never ends, and passes the limit.
int Depth(std::string_view code, int limit) {
  const auto atom = FindAtom(code);
  if (!atom || limit == 0) return 0;
  int deepest = 0;
  const std::string_view definition = Atoms()[*atom].definition;
  for (std::size_t from = 0; from < definition.size(); ++from) {
    for (std::size_t count = 1; count <= definition.size() - from; ++count) {
      const std::string_view part = definition.substr(from, count);
      if (part != code) deepest = std::max(deepest, Depth(part, limit - 1));
    }
  }
  return deepest + 1;
}

TEST(Atoms, DefinitionsHaveNoCycles) {
  for (const Atom& atom : Atoms()) EXPECT_LT(Depth(atom.code, 16), 16) << atom.code;
}

TEST(Atoms, CodesAreUniqueAndReadInOneWay) {
  for (const Atom& atom : Atoms()) {
    const auto found = FindAtom(atom.code);
    ASSERT_TRUE(found) << atom.code;
    EXPECT_EQ(&Atoms()[*found], &atom) << atom.code;
  }
  std::size_t readings = 0;
  for (const Prefix& prefix : Prefixes()) {
    for (const Atom& atom : Atoms()) {
      if (!(atom.traits & kMetric)) continue;
      const std::string code = std::string(prefix.code) + std::string(atom.code);
      const auto simple = FindSimpleUnit(code);
      ASSERT_TRUE(simple) << code;
      EXPECT_TRUE(!simple->prefix || &Atoms()[simple->atom] == &atom) << code;
      ++readings;
    }
  }
  EXPECT_GT(readings, 1000u);
}

TEST(Unit, CanonicalCodes) {
  EXPECT_EQ(Canonical("Pa"), "g.m-1.s-2");
  EXPECT_EQ(Canonical("mm[Hg]"), "g.m-1.s-2");
  EXPECT_EQ(Canonical("1"), "1");
  EXPECT_EQ(Canonical("%"), "1");
  EXPECT_EQ(Canonical("{cells}"), "1");
  EXPECT_EQ(Canonical("/min"), "s-1");
  EXPECT_EQ(Canonical("{beats}/min"), "s-1");
  EXPECT_EQ(Canonical("mmol/L"), "m-3");
  EXPECT_EQ(Canonical("V"), "C-1.g.m2.s-2");
  EXPECT_EQ(Canonical("Cel"), "K");
  EXPECT_EQ(Canonical("[degF]"), "K");
  EXPECT_EQ(Canonical("k[IU]/L"), "m-3.[iU]");
  EXPECT_EQ(Canonical("lx"), "cd.m-2.rad2");
  EXPECT_EQ(Canonical("[pH]"), "[pH]");
  EXPECT_EQ(Canonical("J/(kg.K)"), "K-1.m2.s-2");
  EXPECT_EQ(Canonical("10*3/uL"), "m-3");
  EXPECT_EQ(Canonical("m0"), "1");
}

struct Conversion {
  std::string_view value, from, to, result;
};

class Conversions : public testing::TestWithParam<Conversion> {};

TEST_P(Conversions, GiveTheDecimal) {
  const Conversion& c = GetParam();
  EXPECT_EQ(Convert(c.value, c.from, c.to), c.result) << c.value << ' ' << c.from << " in " << c.to;
}

INSTANTIATE_TEST_SUITE_P(
    Exact, Conversions,
    testing::Values(
        Conversion{"5.4", "mmol/L", "mol/m3", "5.4"},
        Conversion{"120", "mm[Hg]", "kPa", "15.99864"},
        Conversion{"1", "[lb_av]", "kg", "0.45359237"}, Conversion{"37", "Cel", "K", "310.15"},
        Conversion{"1", "[in_i]", "cm", "2.54"}, Conversion{"90", "mg/dL", "g/L", "0.9"},
        Conversion{"98.6", "[degF]", "Cel", "37"}, Conversion{"37.0", "Cel", "[degF]", "98.6"},
        Conversion{"-40", "Cel", "[degF]", "-40"}, Conversion{"20", "[degRe]", "Cel", "25"},
        Conversion{"7.5", "10*3/uL", "10*9/L", "7.5"},
        Conversion{"7.5", "10^3/uL", "10*9/L", "7.5"}, Conversion{"45", "%", "1", "0.45"},
        Conversion{"180", "deg", "circ", "0.5"}, Conversion{"1", "[mi_i]", "m", "1609.344"},
        Conversion{"1", "a", "d", "365.25"}, Conversion{"2", "wk", "h", "336"},
        Conversion{"1", "[oz_av]", "g", "28.349523125"},
        Conversion{"1", "U/L", "kat/m3", "1.6666666666666667e-05"},
        Conversion{"60", "U/L", "ukat/L", "1"}, Conversion{"1", "[foz_us]", "mL", "29.5735295625"},
        Conversion{"500", "[iU]/mL", "k[IU]/L", "500"}, Conversion{"1", "cal", "J", "4.184"},
        Conversion{"70", "/min", "Hz", "1.1666666666666667"}, Conversion{"1", "bar", "kPa", "100"},
        Conversion{"1000", "m[H2O]", "kPa", "9806.65"}, Conversion{"12", "g%", "g/L", "120"},
        Conversion{"1", "L", "dm3", "1"}, Conversion{"1", "By", "bit", "8"},
        Conversion{"1", "KiBy", "By", "1024"}, Conversion{"60", "{beats}/min", "/s", "1"},
        Conversion{"1", "Ci", "Bq", "37000000000"},
        Conversion{"1", "[ft_us]", "m", "0.3048006096012192"},
        Conversion{"0", "Cel", "K", "273.15"}, Conversion{"1", "mol", "osm", "1"},
        Conversion{"3", "m/s", "km/h", "10.8"}, Conversion{"1", "kg.m/s2", "N", "1"},
        Conversion{"1", "kg.(m/s2)", "N", "1"}, Conversion{"1", "N/m2", "Pa", "1"},
        Conversion{"1", "a/b/a", "/b", "1"}, Conversion{"10", "mL/kg/min", "mL/(kg.min)", "10"},
        Conversion{"0.10", "mg", "mg", "0.1"}, Conversion{"100", "/100{WBC}", "%", "100"},
        Conversion{"1", "m+2", "m2", "1"}, Conversion{"250", "mCel", "K", "273.4"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, Conversions,
    testing::Values(Conversion{"10", "dB", "1", "10"}, Conversion{"30", "dB", "B", "3"},
                    Conversion{"2", "B[V]", "V", "10"}, Conversion{"60", "dB[mV]", "V", "1"},
                    Conversion{"3", "B[W]", "kW", "1"}, Conversion{"0", "B[SPL]", "uPa", "20"},
                    Conversion{"8", "bit_s", "1", "256"}, Conversion{"0", "Np", "1", "1"},
                    Conversion{"3", "[m/s2/Hz^0.5]", "m2/s4/Hz", "9"},
                    Conversion{"0", "[p'diop]", "deg", "0"}, Conversion{"1", "[hp'_X]", "1", "0.1"},
                    Conversion{"1", "[hp'_C]", "1", "0.01"},
                    Conversion{"1", "[hp'_M]", "1", "0.001"}));

TEST(Conversion, OfFunctionsWithRoundedResults) {
  EXPECT_NEAR(*ucum::Convert(7.4, Of("[pH]"), Of("nmol/L")), 39.810717, 1e-6);
  EXPECT_NEAR(*ucum::Convert(39.810717, Of("nmol/L"), Of("[pH]")), 7.4, 1e-8);
  EXPECT_NEAR(*ucum::Convert(100.0, Of("[p'diop]"), Of("deg")), 45, 1e-12);
  EXPECT_NEAR(*ucum::Convert(45.0, Of("deg"), Of("%[slope]")), 100, 1e-12);
  EXPECT_NEAR(*ucum::Convert(1.0, Of("Np"), Of("1")), 2.718281828459045, 1e-12);
  EXPECT_NEAR(*ucum::Convert(1.0, Of("rad"), Of("deg")), 57.29577951308232, 1e-12);
  EXPECT_NEAR(*ucum::Convert(1.0, Of("[hp'_Q]"), Of("1")), 1.0 / 50000, 1e-18);
  EXPECT_NEAR(*ucum::Convert(98.6, Of("[degF]"), Of("Cel")), 37, 1e-12);
}

TEST(Conversion, IsRefusedBetweenDimensions) {
  EXPECT_EQ(Convert("1", "mg", "mL"), "none");
  EXPECT_EQ(Convert("1", "[iU]", "1"), "none");
  EXPECT_EQ(Convert("1", "[iU]", "[arb'U]"), "none");
  EXPECT_EQ(Convert("one", "mg", "g"), "none");
  EXPECT_EQ(Convert("1e400", "Gm", "m"), "1e409");
  EXPECT_EQ(Convert("-1", "1", "B"), "none") << "no level belongs to a negative ratio";
  EXPECT_EQ(Convert("400", "B", "1"), "none") << "beyond a double";
}

struct Fault {
  std::string_view code;
  std::string_view place;
};

class Faults : public testing::TestWithParam<Fault> {};

TEST_P(Faults, HaveTheirPlace) {
  EXPECT_FALSE(Unit::Parse(GetParam().code));
  try {
    Unit::ParseOrThrow(GetParam().code);
    FAIL() << GetParam().code;
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kInvalid);
    EXPECT_EQ(error.place(), GetParam().place) << GetParam().code << ": " << error.message();
  }
}

INSTANTIATE_TEST_SUITE_P(
    Codes, Faults,
    testing::Values(Fault{"", "1:1"}, Fault{"foo", "1:1"}, Fault{"mg/", "1:4"},
                    Fault{"mg//L", "1:4"}, Fault{"mg/foo", "1:4"}, Fault{"m.", "1:3"},
                    Fault{"(m", "1:3"}, Fault{"m)", "1:2"}, Fault{"m{", "1:2"},
                    Fault{"m{a{b}}", "1:4"}, Fault{"m-", "1:3"}, Fault{"mm[Hg", "1:3"},
                    Fault{"kmin", "1:1"}, Fault{"m s", "1:2"}, Fault{"m 2", "1:2"},
                    Fault{"10m", "1:3"}, Fault{"0.m", "1:1"}, Fault{"m/0", "1:3"},
                    Fault{"Cel2", "1:4"}, Fault{"m/Cel", "1:3"}, Fault{"Cel.m", "1:5"},
                    Fault{"m128", "1:2"}, Fault{"m100.m100", "1:6"}, Fault{"{a b}", "1:3"},
                    Fault{"99999999999999999999", "1:1"}, Fault{"\xc2\xb5g", "1:1"},
                    Fault{"[iU].[arb'U].[CFU].[PFU].[EU]", "1:26"}, Fault{"m()", "1:2"},
                    Fault{"()", "1:2"}, Fault{"MM[HG]", "1:1"}, Fault{"]", "1:1"}));

TEST(Faults, NestingAndLengthHaveLimits) {
  EXPECT_TRUE(Unit::Parse(std::string(32, '(') + "m" + std::string(32, ')')));
  EXPECT_FALSE(Unit::Parse(std::string(33, '(') + "m" + std::string(33, ')')));
  EXPECT_TRUE(Unit::Parse("{" + std::string(254, 'a') + "}"));
  EXPECT_FALSE(Unit::Parse("{" + std::string(255, 'a') + "}"));
}

TEST(Faults, NearestUnitIsNamed) {
  try {
    Unit::ParseOrThrow("mg/[degf]");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_NE(error.message().find("'[degF]'"), std::string::npos) << error.message();
  }
}

TEST(Unit, ArbitraryUnitsAreTheirOwnDimension) {
  EXPECT_TRUE(Comparable(Of("[iU]/L"), Of("m[IU]/mL")));
  EXPECT_FALSE(Comparable(Of("[iU]"), Of("[arb'U]")));
  EXPECT_FALSE(Comparable(Of("[CFU]"), Of("1")));
  EXPECT_EQ(Canonical("[iU]/[iU]"), "1");
  EXPECT_EQ(Canonical("[PFU].[iU]/[PFU]"), "[iU]");
  EXPECT_TRUE(Of("[iU].[CFU]") == Of("[CFU].[iU]"));
}

TEST(Unit, DescendingUnitsKeepTheirOrder) {
  EXPECT_TRUE(Of("[pH]").IsDescending());
  EXPECT_FALSE(Comparable(Of("[pH]"), Of("mol/L")));
  EXPECT_EQ(Compare("7.4", Of("[pH]"), "7.1", Of("[pH]")), std::partial_ordering::greater);
  EXPECT_EQ(Of("[pH]").ToCanonicalText("7.40"), "7.4");
}

TEST(Unit, CanonicalValues) {
  EXPECT_EQ(Of("mm[Hg]").ToCanonicalText("120"), "15998640");
  EXPECT_EQ(Of("mm").ToCanonicalText("0.000"), "0");
  EXPECT_EQ(Of("mm").ToCanonicalText("-2.50"), "-0.0025");
  EXPECT_EQ(Of("mg/dL").ToCanonical("90"), 900.0);
  EXPECT_EQ(Of("[degF]").ToCanonical("98.6"), 310.15);
  EXPECT_EQ(Of("Cel").ToCanonical(37.0), 310.15);
  EXPECT_EQ(Of("mm").ToCanonical("x"), std::nullopt);
  // The same amount is the same double, whatever the unit.
  EXPECT_EQ(Of("mmol/L").ToCanonical("5.4"), Of("umol/L").ToCanonical("5400"));
  EXPECT_EQ(Of("mmol/L").ToCanonical("0.1"), Of("nmol/mL").ToCanonical("100"));
}

TEST(Quantity, Comparisons) {
  EXPECT_EQ(Compare("1", Of("[in_i]"), "2.54", Of("cm")), std::partial_ordering::equivalent);
  EXPECT_EQ(Compare("1", Of("[in_i]"), "2.5400000000000000001", Of("cm")),
            std::partial_ordering::less);
  EXPECT_EQ(Compare("1", Of("/min"), "0.0166666666666667", Of("/s")), std::partial_ordering::less);
  EXPECT_EQ(Compare("360", Of("deg"), "1", Of("circ")), std::partial_ordering::equivalent);
  EXPECT_EQ(Compare("37", Of("Cel"), "98.6", Of("[degF]")), std::partial_ordering::equivalent);
  EXPECT_EQ(Compare("1", Of("kg"), "1", Of("L")), std::nullopt);
  EXPECT_EQ(Compare("1", Of("kg"), "", Of("kg")), std::nullopt);
}

TEST(Quantity, ProductsAndQuotients) {
  const auto area = Multiply({"2.0", "cm"}, {"2.0", "m"});
  ASSERT_TRUE(area);
  EXPECT_EQ(area->value + ' ' + area->code, "0.04 m2");
  const auto scaled = Multiply({"2", "mg"}, {"3", "1"});
  ASSERT_TRUE(scaled);
  EXPECT_EQ(scaled->value + ' ' + scaled->code, "6 mg");
  const auto ratio = Divide({"4.0", "g"}, {"2.0", "g"});
  ASSERT_TRUE(ratio);
  EXPECT_EQ(ratio->value + ' ' + ratio->code, "2 1");
  const auto speed = Divide({"36", "km"}, {"1", "h"});
  ASSERT_TRUE(speed);
  EXPECT_EQ(speed->value + ' ' + speed->code, "10 m.s-1");
  EXPECT_FALSE(Divide({"1", "g"}, {"0.0", "g"}));
  EXPECT_FALSE(Multiply({"1", "Cel"}, {"2", "1"}));
  EXPECT_FALSE(Multiply({"1", "g"}, {"2", "nonsense"}));
}

}  // namespace
}  // namespace socle::ucum
