// SPDX-License-Identifier: Apache-2.0
//
// Pauli sums in JSON: the three forms say the same, and nothing wrong is read as another Hamiltonian.
#include "qml/Classical/PauliFile.h"
#include "ClassicalTesting.h"

#include <fstream>

using namespace qml;

namespace {

Expected<PauliFile> parsed(std::string_view text, const std::string &key = "") {
  return parsePauliSum(text, "h.json", key);
}

/// The first line of the error.
std::string messageOf(std::string_view text, const std::string &key = "") {
  std::string error = errorText(parsed(text, key));
  return error.substr(0, error.find('\n'));
}

const PauliSum expected = {{{-0.5, {}}, {0.25, {{0, Pauli::Z}, {2, Pauli::X}}}, {2, {{1, Pauli::Y}}}}};

} // namespace

TEST(PauliFile, FormsSayTheSame) {
  for (const char *text : {
           R"([[-0.5, []], [0.25, [["X", 2], ["Z", 0]]], [2, [["Y", 1], ["I", 0]]]])",
           R"([["III", -0.5], ["ZIX", 0.25], ["IYI", 2]])",
       }) {
    PauliFile file = must(parsed(text));
    EXPECT_EQ(file.sum, expected) << text;
    EXPECT_EQ(file.numWires, 3u) << text;
  }
  // Members of an object have no order of their own.
  PauliFile file = must(parsed(R"({"ZIX": 0.25, "III": -0.5, "IYI": 2})"));
  ASSERT_EQ(file.sum.terms.size(), 3u);
  for (const PauliTerm &term : expected.terms)
    EXPECT_NE(std::find(file.sum.terms.begin(), file.sum.terms.end(), term), file.sum.terms.end());
}

TEST(PauliFile, EqualStringsAreOneTerm) {
  PauliFile file = must(parsed(R"([[1, [["Z", 0], ["X", 1]]], [1, []], [0.5, [["X", 1], ["Z", 0]]]])"));
  ASSERT_EQ(file.sum.terms.size(), 2u);
  EXPECT_EQ(file.sum.terms[0].coefficient, 1.5);
}

TEST(PauliFile, WiresWithoutFactorsCount) { EXPECT_EQ(must(parsed(R"([["ZII", 1]])")).numWires, 3u); }

TEST(PauliFile, MembersHaveNames) {
  const char *text = R"({"energy": -1, "paired": {"Z": 1}, "full": [["ZZ", 1]]})";
  EXPECT_EQ(must(parsed(text, "paired")).numWires, 1u);
  EXPECT_EQ(must(parsed(text, "full")).numWires, 2u);
  std::string error = errorText(parsed(text));
  EXPECT_NE(error.find("E0460"), std::string::npos);
  EXPECT_NE(error.find("full, paired"), std::string::npos) << error;
  EXPECT_NE(errorText(parsed(text, "ful")).find("did you mean \"full\"?"), std::string::npos);
  EXPECT_EQ(errorCode(parsed(text, "energy")), "E0460");
  EXPECT_EQ(errorCode(parsed("[]", "full")), "E0460");
}

TEST(PauliFile, WrongForms) {
  EXPECT_EQ(messageOf(""), "error[E0460]: h.json, line 1: the text ends too early");
  EXPECT_EQ(messageOf("[[1, [[\"Z\", 0]]],\n"), "error[E0460]: h.json, line 2: the text ends too early");
  EXPECT_EQ(messageOf("[\n[1, Z0]]"), "error[E0460]: h.json, line 2: this is no JSON");
  EXPECT_EQ(messageOf("3"), "error[E0460]: h.json: 3 is no Pauli sum");
  EXPECT_EQ(messageOf("[]"), "error[E0460]: h.json: there are no terms");
  EXPECT_EQ(messageOf("[1, 2]"), "error[E0460]: h.json, term 1: 1 is no term");
  EXPECT_EQ(messageOf(R"([["Z", 1], ["Z"]])"), "error[E0460]: h.json, term 2: [\"Z\"] is no term");
  EXPECT_EQ(messageOf(R"([[1, ["Z", 0]]])"),
            "error[E0460]: h.json, term 1: \"Z\" is no factor: a letter and the number of a wire");
  EXPECT_EQ(messageOf(R"({"ZZ": 1, "XX": 2, "ZZ": 3})"), "error[E0460]: h.json: the member \"ZZ\" stands there twice");
  EXPECT_EQ(errorCode(parsed("[[1, [[\"\xff\", 0]]]]")), "E0460");
  // Deep nesting does not end the program.
  EXPECT_EQ(errorCode(parsed(std::string(200'000, '['))), "E0460");
  EXPECT_EQ(errorCode(parsed(std::string(200'000, '[') + std::string(200'000, ']'))), "E0460");
}

TEST(PauliFile, WrongLettersAndWires) {
  EXPECT_EQ(messageOf(R"([["ZAX", 1]])"), "error[E0461]: h.json, term 1: \"A\" is none of I, X, Y and Z");
  EXPECT_EQ(messageOf(R"({"zx": 1})"), "error[E0461]: h.json, term \"zx\": \"z\" is none of I, X, Y and Z");
  EXPECT_EQ(messageOf(R"([[1, [["XY", 0]]]])"), "error[E0461]: h.json, term 1: \"XY\" is none of I, X, Y and Z");
  EXPECT_EQ(messageOf(R"([["ZZ", 1], ["Z", 1]])"),
            "error[E0461]: h.json, term 2: \"Z\" has 1 letters, the term before it 2");
  EXPECT_EQ(messageOf(R"([[1, [["Z", -1]]]])"), "error[E0461]: h.json, term 1: there is no wire -1");
  EXPECT_EQ(messageOf(R"([[1, [["Z", 0.5]]]])"), "error[E0461]: h.json, term 1: there is no wire 0.5");
  EXPECT_EQ(messageOf(R"([[1, [["Z", 4096]]]])"), "error[E0461]: h.json, term 1: there is no wire 4096");
  EXPECT_EQ(messageOf(R"([[1, [["Z", 3], ["X", 3]]]])"), "error[E0461]: h.json, term 1: two factors act on wire 3");
  EXPECT_EQ(errorCode(parsed("[[\"" + std::string(5000, 'Z') + "\", 1]]")), "E0461");
}

TEST(PauliFile, CoefficientsAreFinite) {
  EXPECT_EQ(messageOf("[[\"Z\", 1],\n [\"X\", NaN]]"), "error[E0462]: h.json, line 2: `NaN` is not a finite number");
  EXPECT_EQ(messageOf(R"([["Z", -Infinity]])"), "error[E0462]: h.json, line 1: `-Infinity` is not a finite number");
  EXPECT_EQ(messageOf(R"([["Z", 1e999]])"), "error[E0462]: h.json: a number is too large");
  EXPECT_EQ(messageOf(R"([["Z", "1"]])"),
            "error[E0462]: h.json, term 1: the coefficient \"1\" is not a finite real number");
  EXPECT_EQ(messageOf(R"([["Z", [1, 0]]])"),
            "error[E0462]: h.json, term 1: the coefficient [1,0] is not a finite real number");
}

TEST(PauliFile, Files) {
  TemporaryFolder folder;
  std::ofstream(folder / "h.json") << R"([["ZIX", 0.25]])";
  EXPECT_EQ(must(loadPauliSum(folder / "h.json")).numWires, 3u);
  EXPECT_EQ(errorCode(loadPauliSum(folder / "none.json")), "E0400");
}
