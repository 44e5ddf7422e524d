#!/usr/bin/env python3
"""Writes src/rm/terminology_tables.inc from the openEHR terminology files.

usage: tools/make_terminology.py TERMINOLOGY_DIRECTORY

Reads openehr_terminology.xml, openehr_external_terminologies.xml and PropertyUnitData.xml.
"""
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def table(kind, name, rows):
    return [f"constexpr {kind} {name}[] = {{"] + [f"    {row}," for row in rows] + ["};", ""]


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    directory = pathlib.Path(sys.argv[1])
    own = ElementTree.parse(directory / "openehr_terminology.xml").getroot()
    external = ElementTree.parse(directory / "openehr_external_terminologies.xml").getroot()
    units = ElementTree.parse(directory / "PropertyUnitData.xml").getroot()

    out = ["// Made by tools/make_terminology.py from the openEHR terminology "
           f"{own.get('version')} ({own.get('date')}). Do not edit.", ""]
    concepts, groups = [], []
    for group in own.iter("group"):
        members = sorted((c.get("id"), c.get("rubric")) for c in group.iter("concept"))
        groups.append(f"{{{quoted(group.get('openehr_id'))}, {len(concepts)}, {len(members)}}}")
        concepts += [f"{{{quoted(code)}, {quoted(rubric)}}}" for code, rubric in members]
    out += table("Concept", "kConcepts", concepts) + table("Group", "kGroups", groups)

    codes, sets = [], []
    for root in (own, external):
        for code_set in root.iter("codeset"):
            # Codes of these sets are compared in any case: RFC 5646, RFC 2978 and RFC 6838 say so.
            members = sorted({c.get("value").lower() for c in code_set.iter("code")})
            sets.append(f"{{{quoted(code_set.get('openehr_id'))}, {quoted(code_set.get('external_id'))}, "
                        f"{len(codes)}, {len(members)}}}")
            codes += [quoted(code) for code in members]
    out += table("std::string_view", "kCodes", codes) + table("CodeSet", "kCodeSets", sets)

    namespace = "{http://tempuri.org/PropertyUnits.xsd}"
    code_of = {p.get("id"): p.get("openEHR") for p in units.iter(namespace + "Property")}
    known = set()
    for unit in units.iter(namespace + "Unit"):
        for text in (unit.get("Text"), unit.get("UCUM")):
            if text and code_of.get(unit.get("property_id")):
                known.add((code_of[unit.get("property_id")], text))
    out += table("PropertyUnit", "kPropertyUnits", [f"{{{quoted(p)}, {quoted(u)}}}" for p, u in sorted(known)])
    target = pathlib.Path(__file__).resolve().parent.parent / "src" / "rm" / "terminology_tables.inc"
    target.write_text("\n".join(out))


if __name__ == "__main__":
    main()
