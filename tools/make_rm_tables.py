#!/usr/bin/env python3
"""Writes src/rm/model_tables.inc and src/rm/ids.h from the openEHR BMM files (release 1.1.0).

usage: tools/make_rm_tables.py BMM_DIRECTORY

The BMM files are ODIN texts. What they leave out or state otherwise than the specification is put
right in FIXES, each with its reason.
"""
import pathlib
import re
import sys

FILES = [
    "openehr_base_foundation_types_110.bmm",
    "openehr_base_base_types_110.bmm",
    "openehr_rm_data_types_110.bmm",
    "openehr_rm_structures_110.bmm",
    "openehr_rm_ehr_110.bmm",
    "openehr_rm_demographic_110.bmm",
    "openehr_rm_ehr_extract_110.bmm",
]

# Foundation classes that no instance in canonical JSON has: containers, meta-types, and the ISO 8601
# mix-ins, whose only attribute the DV_ classes state themselves.
LEFT_OUT = {
    "List", "Array", "Set", "Hash", "Container", "Multiplicity_interval", "Cardinality", "Temporal",
    "Date", "Time", "Date_time", "Duration", "Iso8601_type", "Iso8601_date", "Iso8601_time",
    "Iso8601_date_time", "Iso8601_duration", "Terminology_term", "Terminology_code", "Uri",
    "VALIDITY_KIND", "VERSION_STATUS", "PROPORTION_KIND",
}
# How a type that is left out stands in canonical JSON.
STANDS_AS = {"PROPORTION_KIND": "Integer", "Iso8601_date_time": "String", "Uri": "String"}
PRIMITIVES = {"String", "Integer", "Integer64", "Real", "Double", "Boolean", "Byte", "Octet", "Character"}


def tokens(text):
    pattern = re.compile(r'"((?:[^"\\]|\\.)*)"|--[^\n]*|\|([^|]*)\||(\.\.\.)|([A-Za-z_][\w.]*)|(-?[\d.]+)|([<>=\[\](),;])|(\s+)|(.)',
                         re.S)
    for match in pattern.finditer(text):
        if match.group(0).startswith("--") or match.group(7):
            continue
        if match.group(8):
            raise SystemExit(f"unexpected character {match.group(8)!r}")
        if match.group(1) is not None:
            yield "string", match.group(1)
        elif match.group(2) is not None:
            yield "interval", match.group(2)
        elif match.group(3):
            yield "more", "..."
        elif match.group(4):
            yield "word", match.group(4)
        elif match.group(5):
            yield "number", match.group(5)
        else:
            yield "sign", match.group(6)


class Odin:
    """A parser of the ODIN subset that BMM files use. Objects are dicts, `(TYPE)` is kept as "@"."""

    def __init__(self, text):
        self.tokens = list(tokens(text))
        self.at = 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else (None, None)

    def take(self, value=None):
        token = self.peek()
        if value is not None and token[1] != value:
            raise SystemExit(f"expected {value}, found {token}")
        self.at += 1
        return token

    def document(self):
        result = {}
        while self.peek()[0]:
            self.member(result)
        return result

    def member(self, into):
        if self.peek()[1] == "[":
            self.take("[")
            key = self.take()[1]
            self.take("]")
        else:
            key = self.take()[1]
        self.take("=")
        into[key] = self.value()

    def value(self):
        cast = None
        if self.peek()[1] == "(":
            self.take("(")
            cast = self.take()[1]
            self.take(")")
        self.take("<")
        kind, text = self.peek()
        following = self.tokens[self.at + 1][1]
        if kind == "sign" and text == "[" or kind == "word" and following == "=":
            result = {"@": cast} if cast else {}
            while self.peek()[1] != ">":
                self.member(result)
        else:
            items = []
            while self.peek()[1] != ">":
                kind, text = self.take()
                if kind == "more" or text == ",":
                    continue
                items.append(text == "True" if kind == "word" and text in ("True", "False") else text)
            result = items[0] if len(items) == 1 else items
        self.take(">")
        return result


def as_list(value):
    return value if isinstance(value, list) else [value] if value else []


class Attribute:
    def __init__(self, name):
        self.name = name
        self.type = self.argument = ""
        self.container = "kSingle"
        self.mandatory = self.computed = False
        self.card = None


class Class:
    def __init__(self, name):
        self.name = name
        self.abstract = False
        self.ancestors = []
        self.bounds = {}       # generic parameter -> bound, "" where none is stated
        self.attributes = []


def read_attribute(name, body):
    attribute = Attribute(name)
    definition = body.get("type_def")
    container = None
    if definition is None:
        attribute.type = body["type"]
    elif "container_type" in definition:
        container = definition["container_type"]
        attribute.card = 1 if body.get("cardinality", "").startswith(">=1") else None
        inner = definition.get("type_def")
        attribute.type = inner["root_type"] if inner else definition["type"]
        if inner:
            attribute.argument = as_list(inner["generic_parameters"])[0]
    elif definition["root_type"] == "Hash":
        container = "Hash"
        attribute.type = as_list(definition["generic_parameters"])[1]
    else:
        attribute.type = definition["root_type"]
        attribute.argument = as_list(definition["generic_parameters"])[0]
    # ITS-JSON, as ITS-XML: Array<Octet> is one text in base64.
    if container == "Array" and attribute.type == "Octet":
        attribute.type = "Byte"
    elif container:
        attribute.container = "kHash" if container == "Hash" else "kList"
    attribute.mandatory = body.get("is_mandatory", False)
    attribute.computed = body.get("is_computed", False)
    return attribute


def read(directory):
    classes = {}
    for file in FILES:
        document = Odin((directory / file).read_text()).document()
        for section in ("primitive_types", "class_definitions"):
            for name, body in document.get(section, {}).items():
                if name in LEFT_OUT:
                    continue
                cls = classes[name] = Class(name)
                cls.abstract = body.get("is_abstract", False)
                cls.ancestors = [a for a in as_list(body.get("ancestors")) if a not in LEFT_OUT]
                for ancestor in body.get("ancestor_defs", {}).values():
                    cls.ancestors.append(ancestor["root_type"])
                    cls.bounds["T"] = ancestor["generic_parameters"]
                for parameter, what in body.get("generic_parameter_defs", {}).items():
                    cls.bounds[parameter] = what.get("conforms_to_type", "")
                for attribute, what in body.get("properties", {}).items():
                    cls.attributes.append(read_attribute(attribute, what))
                if name != "Any" and not cls.ancestors:
                    cls.ancestors = ["Any"]
    return classes


def fix(classes):
    """What the BMM files leave out or state otherwise than the specification of release 1.1.0."""

    def attribute(cls, name):
        return next(a for a in classes[cls].attributes if a.name == name)

    # BASE 1.1.0 base_types, OBJECT_REF: namespace is 1..1; BaseTypes.xsd agrees.
    attribute("OBJECT_REF", "namespace").mandatory = True
    # RM 1.1.0 ehr, EHR: contributions is 0..1 (1..1 before 1.0.4); Ehr.xsd agrees.
    attribute("EHR", "contributions").mandatory = False
    # RM 1.1.0 ehr, EHR: most_recent_composition is a function that returns a
    # whole composition, never part of an instance.
    classes["EHR"].attributes = [a for a in classes["EHR"].attributes if not a.computed]
    # DEVIATION: lower_included and upper_included are 1..1 in BASE and optional in DataTypes.xsd,
    # where an absent one says "false"; documents that came through XML lack them.
    attribute("Interval", "lower_included").mandatory = False
    attribute("Interval", "upper_included").mandatory = False
    # DEVIATION: PARTY.uid is 1..1; the server assigns it on creation (REST 1.1.0, Demographic), as
    # it does for a COMPOSITION, so a document may arrive without it.
    attribute("PARTY", "uid").mandatory = False
    # RM 1.1.0 Common IM, change_control: what is versioned is LOCATABLE
    # (COMPOSITION, EHR_STATUS, EHR_ACCESS, FOLDER, PARTY); the BMM leaves T without a bound.
    for name in ("VERSIONED_OBJECT", "VERSION", "ORIGINAL_VERSION", "IMPORTED_VERSION"):
        classes[name].bounds["T"] = "LOCATABLE"
    # RM 1.1.0 ehr and demographic: the bindings of VERSIONED_OBJECT<T> that the BMM leaves out.
    for name, argument in (("VERSIONED_EHR_ACCESS", "EHR_ACCESS"), ("VERSIONED_EHR_STATUS", "EHR_STATUS"),
                           ("VERSIONED_COMPOSITION", "COMPOSITION"), ("VERSIONED_FOLDER", "FOLDER"),
                           ("VERSIONED_PARTY", "PARTY")):
        cls = classes[name] = Class(name)
        cls.ancestors = ["VERSIONED_OBJECT"]
        cls.bounds["T"] = argument
    # PROPORTION_KIND is an enumeration of integers, and dates of GENERIC_CONTENT_ITEM are ISO 8601 texts.
    for cls in classes.values():
        for one in cls.attributes:
            one.type = STANDS_AS.get(one.type, one.type)


def ancestry(classes, name):
    """`name` and all it inherits from, nearest first."""
    result = [name]
    for ancestor in classes[name].ancestors:
        for one in ancestry(classes, ancestor):
            if one not in result:
                result.append(one)
    return result


def bound(classes, name, parameter):
    for one in ancestry(classes, name):
        if classes[one].bounds.get(parameter):
            return classes[one].bounds[parameter]
    return "Any"


def flatten(classes, name):
    """The attributes of `name`: inherited ones first; one that is redefined keeps its place."""
    result = {}
    for one in reversed(ancestry(classes, name)):
        for attribute in classes[one].attributes:
            if attribute.name in result and attribute.card is None:
                attribute.card = result[attribute.name].card
            result[attribute.name] = attribute
    return list(result.values())


def is_parameter(text):
    return len(text) == 1


def constant(name):
    return "k" + "".join(part[:1].upper() + part[1:].lower() for part in name.split("_"))


def write(classes, directory):
    names = list(classes)
    index = {name: number for number, name in enumerate(names)}
    attributes = sorted({a.name for c in classes.values() for a in c.attributes})
    number_of = {name: number for number, name in enumerate(attributes)}
    out = ["// Made by tools/make_rm_tables.py from the openEHR BMM files, release 1.1.0. Do not edit.", "",
           "constexpr std::string_view kAttributeNames[] = {"]
    out += [f'    "{name}",' for name in attributes] + ["};", ""]
    rows, spans, children = [], [], []
    for name in names:
        first = len(rows)
        for a in flatten(classes, name):
            use = "kNone"
            kind, argument = a.type, a.argument
            if is_parameter(kind):
                kind, use = bound(classes, name, kind), "kType"
            elif is_parameter(argument):
                argument, use = bound(classes, name, argument), "kArgument"
            mandatory = a.mandatory and (a.container == "kSingle" or a.card == 1)
            rows.append(f'    {{A({number_of[a.name]}), "{a.name}", C({index[kind]}), '
                        f'{f"C({index[argument]})" if argument else "ClassId::kNone"}, Container::{a.container}, '
                        f'{str(mandatory).lower()}, {str(a.computed).lower()}, ParameterUse::{use}}},'
                        f'  // {name}')
        bits = sum(1 << index[one] for one in ancestry(classes, name))
        spans.append((name, first, len(rows) - first, bits))
    out += ["constexpr AttributeInfo kAttributes[] = {"] + rows + ["};", ""]
    words = (len(names) + 63) // 64
    out += [f"constexpr std::size_t kAncestorWords = {words};", "constexpr RawClass kClasses[] = {"]
    for name, first, count, bits in spans:
        parts = ", ".join(f"0x{(bits >> (64 * w)) & (2**64 - 1):x}" for w in range(words))
        out.append(f'    {{"{name}", {str(classes[name].abstract).lower()}, '
                   f'{str(name in PRIMITIVES).lower()}, {first}, {count}, {{{parts}}}}},')
    out += ["};", ""]
    (directory / "model_tables.inc").write_text("\n".join(out))

    ids = ["// Made by tools/make_rm_tables.py from the openEHR BMM files, release 1.1.0. Do not edit.",
           "#pragma once", "", '#include "rm/model.h"', "",
           "/// The classes of the reference model by name: `type::kDvQuantity` is DV_QUANTITY.",
           "namespace socle::rm::type {"]
    ids += [f"inline constexpr ClassId {constant(name)}{{{index[name]}}};" for name in names]
    ids += ["}  // namespace socle::rm::type", "",
            "/// The names of attributes: `attribute::kNullFlavour` is null_flavour.",
            "namespace socle::rm::attribute {"]
    ids += [f"inline constexpr AttributeId {constant(name)}{{{number_of[name]}}};" for name in attributes]
    ids += ["}  // namespace socle::rm::attribute", ""]
    (directory / "ids.h").write_text("\n".join(ids))


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    classes = read(pathlib.Path(sys.argv[1]))
    fix(classes)
    write(classes, pathlib.Path(__file__).resolve().parent.parent / "src" / "rm")


if __name__ == "__main__":
    main()
