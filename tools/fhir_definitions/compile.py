#!/usr/bin/env python3
"""Compiles the definitions of FHIR R4 into C++ sources with read-only tables.

Usage: tools/fhir_definitions/compile.py PACKAGE OUT

PACKAGE is the folder dist/fhir/r4 of the npm package. OUT gets definitions_types.cc, definitions_codes.cc
and definitions_search.cc, which src/fhir/definitions.h declares. The numbers that src/fhir/ids.h gives to
types and names are kept; the others follow in the order of their names.
"""
import pathlib
import re
import sys

import cxx
import name_hash
import package_files
import search_parameters
import structures
import value_sets

IDS = pathlib.Path(__file__).resolve().parents[2] / "src" / "fhir" / "ids.h"
STRENGTHS = {"none": "kNone", "example": "kExample", "preferred": "kPreferred", "extensible": "kExtensible",
             "required": "kRequired"}


def numbered(kind, names):
    """Each name's number: that of ids.h, or the next one. 0 is no name."""
    fixed = re.findall(rf'constexpr {kind} k\w+{{(\d+)}};\s+// (\S+)', IDS.read_text(encoding="utf-8"))
    order = [name for _, name in fixed]
    if [int(number) for number, _ in fixed] != list(range(1, len(fixed) + 1)):
        sys.exit(f"{IDS.name}: the numbers of {kind} must count from 1")
    missing = sorted(set(order) - set(names))
    if missing:
        sys.exit(f"{IDS.name}: {missing} are in no definition")
    order += sorted(set(names) - set(order))
    return {name: number for number, name in enumerate(order, 1)}


class Compiler:
    def __init__(self, package):
        definitions, constrained = package_files.structures(package)
        self.package = package
        self.types = structures.Reader(definitions, constrained).types
        self.type_ids = numbered("TypeId", self.types)
        names = {e.name for t in self.types.values() for e in t.elements}
        names |= {p[0] for t in self.types.values() for p in t.properties()}
        self.name_ids = numbered("NameId", names)
        elements = [e for t in self.types.values() for e in t.elements if e.value_set]
        self.value_sets = {url: n for n, url in enumerate(sorted({e.value_set for e in elements}), 1)}
        self.required = {e.value_set for e in elements if e.strength == "required"}
        self.invariants = {}

    def invariant(self, item):
        return str(self.invariants.setdefault(item, len(self.invariants)))

    def type_list(self, names):
        return [f"TypeId{{{self.type_ids[name]}}}" for name in names]

    def types_source(self):
        targets = cxx.Runs("TypeId", "kTargets")
        uses = cxx.Runs("TypeUse", "kTypeUses")
        indexes = cxx.Runs("std::uint16_t", "kInvariantIndexes")
        elements = cxx.Runs("Element", "kElements")
        properties = cxx.Runs("Property", "kProperties")
        rows = ["Type{}"]
        for name in sorted(self.type_ids, key=self.type_ids.get):
            type_ = self.types[name]
            rows.append("Type{" + ", ".join((
                cxx.text(name), f"TypeKind::{type_.kind}", cxx.flag(type_.is_abstract),
                f"TypeId{{{self.type_ids.get(type_.base, 0)}}}",
                elements.add(self.element(e, targets, uses, indexes) for e in type_.elements),
                properties.add(f"Property{{NameId{{{n}}}, {e}, {u}}}" for n, e, u in sorted(
                    (self.name_ids[written], e, u) for written, e, u in type_.properties())),
                indexes.add(self.invariant(i) for i in type_.invariants))) + "}")
        invariants = [f"Invariant{{{cxx.text(i.key)}, {cxx.text(i.expression)}, {cxx.text(i.human)}, "
                      f"{cxx.flag(i.is_error)}}}" for i in self.invariants]
        resources = sorted(t.name for t in self.types.values()
                           if t.kind == structures.RESOURCE and not t.is_abstract)
        names = ["{}"] + [cxx.text(n) for n in sorted(self.name_ids, key=self.name_ids.get)]
        tables = (targets.code(), uses.code(4), indexes.code(16), elements.code(1), properties.code(4),
                  cxx.array("Type", "kTypeRows", rows), cxx.array("Invariant", "kInvariantRows", invariants),
                  cxx.array("std::string_view", "kResourceTypeNames", map(cxx.text, resources), 6),
                  cxx.array("std::string_view", "kNameTexts", names, 6),
                  self.hash_tables("Name", self.name_ids), self.hash_tables("Type", self.type_ids))
        spans = "".join(f"constinit const std::span<const {kind}> {name} = {array};\n" for kind, name, array in (
            ("Type", "kTypes", "kTypeRows"), ("Invariant", "kInvariants", "kInvariantRows"),
            ("std::string_view", "kResourceTypes", "kResourceTypeNames"), ("std::string_view", "kNames", "kNameTexts")))
        spans += "".join(f"constinit const PerfectHash k{kind}Hash = {{k{kind}Slots, k{kind}Displacements}};\n"
                         for kind in ("Name", "Type"))
        return cxx.HEAD + "\n".join(tables) + cxx.MIDDLE + spans + cxx.TAIL

    def element(self, element, targets, uses, indexes):
        use_items = [f"TypeUse{{TypeId{{{self.type_ids[name]}}}, {targets.add(self.type_list(to))}}}"
                     for name, to in element.uses]
        maximum = "Element::kMany" if element.maximum == "*" else element.maximum
        return "Element{" + ", ".join((
            f"NameId{{{self.name_ids[element.name]}}}", cxx.flag(element.is_choice), cxx.flag(element.is_summary),
            cxx.flag(element.is_modifier), str(element.minimum), maximum, uses.add(use_items),
            f"BindingStrength::{STRENGTHS[element.strength]}",
            f"ValueSetId{{{self.value_sets.get(element.value_set, 0)}}}",
            indexes.add(self.invariant(i) for i in element.invariants))) + "}"

    @staticmethod
    def hash_tables(kind, ids):
        table = name_hash.PerfectHash(list(ids))
        slots = (str(ids.get(name, 0)) for name in table.slots)
        return (cxx.array("std::uint16_t", f"k{kind}Slots", slots, 20)
                + cxx.array("std::uint16_t", f"k{kind}Displacements", map(str, table.displacements), 20))

    def codes_source(self):
        found = []
        for name in ("v2-tables", "v3-codesystems", "valuesets"):
            found += package_files.resources(self.package, name)
        expander = value_sets.Expander(found)
        sets = {url: expander.codes(url) if url in self.required else None for url in self.value_sets}
        systems = sorted({system for codes in sets.values() for system, _ in codes or []})
        pool = cxx.Bytes()
        codes, rows = cxx.Runs("CodeRow", "kCodes"), ["ValueSetRow{}"]
        for url, members in sets.items():
            run = codes.add(f"CodeRow{{{pool.add(code)}, {len(code)}, {systems.index(system)}}}"
                            for system, code in members or [])
            rows.append(f"ValueSetRow{{{cxx.text(url)}, {run}, {cxx.flag(members is not None)}}}")
        tables = (pool.code("kCodeCharacters"), codes.code(6), cxx.array("ValueSetRow", "kValueSetRows", rows),
                  cxx.array("std::string_view", "kSystemUrls", map(cxx.text, systems)))
        spans = ("constinit const std::span<const ValueSetRow> kValueSets = kValueSetRows;\n"
                 "constinit const std::span<const std::string_view> kSystems = kSystemUrls;\n"
                 "constinit const char* const kCodeText = kCodeCharacters;\n")
        return cxx.HEAD + "\n".join(tables) + cxx.MIDDLE + spans + cxx.TAIL

    def search_source(self):
        types = cxx.Runs("TypeId", "kTypeLists")
        components = cxx.Runs("SearchParameterDefinition::Component", "kComponents")
        names = cxx.Runs("std::string_view", "kParameterNames")
        rows = ["SearchParameterDefinition{" + ", ".join((
            cxx.text(p.code), cxx.text(p.url), cxx.text(p.type), cxx.text(p.expression),
            types.add(self.type_list(p.base)), types.add(self.type_list(p.targets)),
            components.add(f"{{{cxx.text(d)}, {cxx.text(e)}}}" for d, e in p.components))) + "}"
            for p in search_parameters.read(self.package, self.types)]
        compartments = sorted((self.type_ids[compartment], self.type_ids[name], params) for compartment, name, params in
                              search_parameters.compartments(self.package, self.types))
        members = [f"CompartmentRow{{TypeId{{{compartment}}}, TypeId{{{type_}}}, {names.add(map(cxx.text, params))}}}"
                   for compartment, type_, params in compartments]
        tables = (types.code(12), components.code(1), names.code(4),
                  cxx.array("SearchParameterDefinition", "kSearchParameterRows", rows),
                  cxx.array("CompartmentRow", "kCompartmentRows", members))
        spans = ("constinit const std::span<const SearchParameterDefinition> kSearchParameters = kSearchParameterRows;\n"
                 "constinit const std::span<const CompartmentRow> kCompartments = kCompartmentRows;\n")
        return cxx.HEAD + "\n".join(tables) + cxx.MIDDLE + spans + cxx.TAIL


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: tools/fhir_definitions/compile.py PACKAGE OUT")
    compiler, out = Compiler(pathlib.Path(sys.argv[1])), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name, source in (("types", compiler.types_source), ("codes", compiler.codes_source),
                         ("search", compiler.search_source)):
        (out / f"definitions_{name}.cc").write_text(source(), encoding="utf-8")


if __name__ == "__main__":
    main()
