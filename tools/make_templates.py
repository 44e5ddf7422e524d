#!/usr/bin/env python3
"""Writes operational templates (OPT 1.4) from template sources and published archetypes (ADL 1.4).

  tools/make_templates.py --archetypes DIRECTORY [--check] [SOURCE.yaml ...]

Reads models/templates/src/*.yaml and writes models/templates/NAME.opt. With --check it writes
nothing and fails when a committed template differs from what its source gives. Needs python3-yaml.

A source says which archetypes are used and what of them is left:

  template_id, concept, purpose: texts of the template
  root: a use of an archetype:
    archetype: OBSERVATION.blood_pressure.v2    (openEHR-EHR- is put in front)
    name: "…"                the only name that the node may have
    occurrences: 0..*        in its parent; the slot's own otherwise
    keep: [at0004, …]        optional nodes that stay (with what they stand in); all others go
    nodes:                   what is narrowed: at-code -> occurrences, types, units, codes, property
    fill: {at0065: [use …]}  the archetypes in a slot
    content: [use …]         of a COMPOSITION
    items: [use …]           of a SECTION, beside its own slots

Sources: ADL 1.4 (openEHR AM 1.4, adl1.4), OPT 1.4 (Template.xsd, OpenehrProfile.xsd).
"""

import argparse
import copy
import difflib
import pathlib
import re
import sys
import uuid
from xml.sax.saxutils import escape, quoteattr

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
MULTIPLE = {"items", "events", "content", "activities"}
# Attributes that the reference model demands (existence 1..1); all others are 0..1.
MANDATORY = {
    ("COMPOSITION", "category"), ("OBSERVATION", "data"), ("EVALUATION", "data"),
    ("ADMIN_ENTRY", "data"), ("ACTION", "description"), ("ACTION", "ism_transition"),
    ("ACTIVITY", "description"), ("EVENT", "data"), ("POINT_EVENT", "data"),
    ("INTERVAL_EVENT", "data"), ("INTERVAL_EVENT", "math_function"), ("INTERVAL_EVENT", "width"),
    ("CLUSTER", "items"), ("DV_CODED_TEXT", "defining_code"), ("DV_COUNT", "magnitude"),
    ("DV_PROPORTION", "numerator"), ("DV_PROPORTION", "denominator"), ("DV_PROPORTION", "type"),
    ("DV_DURATION", "value"), ("DV_BOOLEAN", "value"), ("DV_TEXT", "value"),
    ("DV_PARSABLE", "formalism"), ("ISM_TRANSITION", "current_state"),
}
PRIMITIVE = {
    ("DV_COUNT", "magnitude"): "INTEGER", ("DV_PROPORTION", "type"): "INTEGER",
    ("DV_PROPORTION", "numerator"): "REAL", ("DV_PROPORTION", "denominator"): "REAL",
    ("DV_DURATION", "value"): "DURATION", ("DV_BOOLEAN", "value"): "BOOLEAN",
    ("DV_TEXT", "value"): "STRING", ("DV_PARSABLE", "formalism"): "STRING",
    ("DV_DATE_TIME", "value"): "DATE_TIME", ("DV_DATE", "value"): "DATE",
    ("DV_TIME", "value"): "TIME", ("DV_PROPORTION", "is_integral"): "BOOLEAN",
    ("DV_PROPORTION", "precision"): "INTEGER", ("ACTIVITY", "action_archetype_id"): "STRING",
    ("DV_IDENTIFIER", "issuer"): "STRING", ("DV_IDENTIFIER", "assigner"): "STRING",
    ("DV_IDENTIFIER", "type"): "STRING", ("DV_IDENTIFIER", "id"): "STRING",
}


class SourceError(Exception):
    pass


class Node:
    """An object constraint: kind is complex, slot, use_node, codes, quantity, ordinal, primitive or root."""

    def __init__(self, kind, rm_type, node_id="", occurrences=(1, 1)):
        self.kind, self.rm_type, self.node_id, self.occurrences = kind, rm_type, node_id, occurrences
        self.attributes = []
        self.data = {}


class Attribute:
    def __init__(self, name, children, cardinality=None):
        self.name, self.children, self.cardinality = name, children, cardinality


# ---- ODIN, the object notation of ADL's other sections ---------------------------------------


class Scanner:
    def __init__(self, text, where):
        self.text, self.at, self.where = text, 0, where

    def fail(self, expected):
        line = self.text.count("\n", 0, self.at) + 1
        found = self.text[self.at:self.at + 40].split("\n")[0]
        raise SourceError(f"{self.where}:{line}: expected {expected}, found {found!r}")

    def skip(self):
        self.at = re.compile(r"(?:[\s\ufeff]|--[^\n]*)*").match(self.text, self.at).end()

    def match(self, pattern):
        self.skip()
        found = re.compile(pattern).match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def peek(self, pattern):
        self.skip()
        return re.compile(pattern).match(self.text, self.at)

    def need(self, pattern, what=None):
        return self.match(pattern) or self.fail(what or pattern)

    def until_brace(self):
        """The raw text up to the '}' that closes the block just opened."""
        start, depth = self.at, 1
        while self.at < len(self.text):
            char = self.text[self.at]
            if char == '"':
                self.at = re.compile(r'"(?:\\.|[^"\\])*"').match(self.text, self.at).end()
                continue
            depth += {"{": 1, "}": -1}.get(char, 0)
            self.at += 1
            if depth == 0:
                return self.text[start:self.at - 1].strip()
        self.fail("'}'")


def odin_value(scan):
    if scan.match(r'"'):
        text = scan.need(r'(?s)((?:\\.|[^"\\])*)"').group(1) if scan.text[scan.at] != '"' else ""
        if text == "" and scan.text[scan.at] == '"':
            scan.at += 1
        return text.replace('\\"', '"').replace("\\\\", "\\")
    if scan.peek(r"\[[^\]\"]+::[^\]]*\]"):
        return scan.match(r"\[([^\]]+)\]").group(1)
    if scan.peek(r"\|"):
        return scan.match(r"\|([^|]*)\|").group(1)
    return scan.need(r"[^<>\s,]+", "a value").group(0)


def odin_block(scan):
    """What stands between '<' and '>': a dict, a list, or one value."""
    scan.need("<")
    if scan.match(">"):
        return None
    if scan.peek(r'[A-Za-z_]\w*\s*=|\["'):
        members = {}
        while not scan.match(">"):
            keyed = scan.match(r'\["([^"]*)"\]')
            name = keyed.group(1) if keyed else scan.need(r"[A-Za-z_]\w*", "a name").group(0)
            scan.need("=")
            members[name] = odin_block(scan)
            scan.match(";")
        return members
    values = [odin_value(scan)]
    while scan.match(","):
        if scan.match(r"\.\.\."):
            break
        values.append(odin_value(scan))
    scan.need(">")
    return values if len(values) > 1 else values[0]


def odin_section(text, where):
    scan = Scanner(text, where)
    members = {}
    while scan.peek(r"[A-Za-z_]\w*\s*="):
        name = scan.match(r"[A-Za-z_]\w*").group(0)
        scan.need("=")
        members[name] = odin_block(scan)
    return members


# ---- cADL, the constraints -------------------------------------------------------------------


def interval(text):
    """(lower, upper) of '0..*', '1' or '0..1'; None is unbounded."""
    lower, _, upper = text.partition("..")
    upper = upper or lower
    return int(lower), None if upper.strip() == "*" else int(upper)


def parse_object(scan, parent_type, attribute):
    if scan.match("use_node"):
        node = Node("use_node", scan.need(r"[A-Z_]+").group(0))
        node.occurrences = parse_occurrences(scan) or (1, 1)
        node.data["path"] = scan.need(r"/\S+").group(0)
        return node
    if scan.match("allow_archetype"):
        return parse_slot(scan)
    if scan.peek(r"C_DV_QUANTITY\b"):
        scan.match("C_DV_QUANTITY")
        node = Node("quantity", "DV_QUANTITY")
        node.data = odin_block(scan) or {}
        return node
    if scan.peek(r"\["):
        return parse_codes(scan)
    if scan.peek(r"\d+\s*\|\s*\["):
        return parse_ordinals(scan)
    if (parent_type, attribute) in PRIMITIVE or not scan.peek(r"[A-Z][A-Z_]+"):
        node = Node("primitive", PRIMITIVE[(parent_type, attribute)])
        node.data["raw"] = scan.until_brace()
        scan.at -= 1
        return node
    rm_type = re.sub(r"\s", "", scan.need(r"[A-Z][A-Z_]+(?:\s*<[A-Z_]+>)?").group(0))
    code = scan.match(r"\[(at[\d.]+)\]")
    node = Node("complex", rm_type, code.group(1) if code else "")
    node.occurrences = parse_occurrences(scan) or (1, 1)
    if scan.match("matches"):
        scan.need(r"\{")
        if not scan.match(r"\*"):
            while scan.peek(r"[a-z_]"):
                node.attributes.append(parse_attribute(scan, rm_type))
        scan.need(r"\}")
    return node


def parse_occurrences(scan):
    found = scan.match(r"occurrences\s+matches\s*\{([^}]*)\}")
    return interval(found.group(1)) if found else None


def parse_slot(scan):
    rm_type = scan.need(r"[A-Z_]+").group(0)
    node = Node("slot", rm_type, scan.need(r"\[(at[\d.]+)\]").group(1))
    node.occurrences = parse_occurrences(scan) or (1, 1)
    node.data = {"include": [], "exclude": []}
    scan.match("closed")
    if scan.match("matches"):
        scan.need(r"\{")
        body = scan.until_brace()
        for part in re.finditer(r"(include|exclude)((?:\s*archetype_id/value\s+matches\s+\{/.*?/\})+)", body):
            node.data[part.group(1)] += re.findall(r"matches\s+\{/(.*?)/\}", part.group(2))
    return node


def parse_codes(scan):
    terminology = scan.need(r"\[([^\]:]+)::").group(1)
    node = Node("codes", "CODE_PHRASE")
    node.data = {"terminology": terminology, "codes": []}
    while code := scan.match(r"[^\],;\s]+"):
        if code.group(0) not in node.data["codes"]:
            node.data["codes"].append(code.group(0))
        if scan.match(";"):   # an assumed value: not a constraint
            scan.need(r"[^\]\s]+")
        else:
            scan.match(",")
    scan.need(r"\]")
    return node


def parse_ordinals(scan):
    node = Node("ordinal", "DV_ORDINAL")
    node.data["list"] = []
    while found := scan.match(r"(\d+)\s*\|\s*\[local::(at[\d.]+)\]"):
        node.data["list"].append((int(found.group(1)), found.group(2)))
        if not scan.match(","):
            break
    scan.match(r";\s*\d+")
    return node


def parse_attribute(scan, parent_type):
    name = scan.need(r"[a-z_]+").group(0)
    scan.match(r"existence\s+matches\s*\{[^}]*\}")
    cardinality = None
    if found := scan.match(r"cardinality\s+matches\s*\{([^}]*)\}"):
        parts = [part.strip() for part in found.group(1).split(";")]
        cardinality = (interval(parts[0]), "ordered" in parts[1:], "unique" in parts[1:])
    scan.need("matches")
    scan.need(r"\{")
    children = []
    if not scan.match(r"\*"):
        while not scan.peek(r"\}"):
            children.append(parse_object(scan, parent_type, name))
    scan.need(r"\}")
    return Attribute(name, children, cardinality)


class Archetype:
    def __init__(self, path):
        self.id = path.name[:-len(".adl")]
        text = path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        sections = re.split(r"(?m)^(concept|language|description|definition|invariant|ontology|"
                            r"annotations|revision_history)\s*$", text)
        parts = dict(zip(sections[1::2], sections[2::2]))
        scan = Scanner(parts["definition"], f"{self.id}, definition")
        self.definition = parse_object(scan, "", "")
        ontology = odin_section(parts["ontology"], f"{self.id}, ontology")
        self.terms = {language: body["items"] for language, body in ontology["term_definitions"].items()}
        self.bindings = {terminology: body["items"] for terminology, body in
                         (ontology.get("term_bindings") or {}).items() if body}


# ---- from a use of an archetype to what stands in the template ----------------------------------


class Compiler:
    def __init__(self, directory):
        self.directory, self.archetypes = directory, {}

    def archetype(self, name):
        full = "openEHR-EHR-" + name
        if full not in self.archetypes:
            self.archetypes[full] = Archetype(self.directory / (full + ".adl"))
        return self.archetypes[full]

    def root(self, use):
        archetype = self.archetype(use["archetype"])
        node = copy.deepcopy(archetype.definition)
        node.kind = "root"
        node.data = {"archetype": archetype}
        touched = {"keep": set(use.get("keep", [])), "nodes": set(use.get("nodes", {})),
                   "fill": set(use.get("fill", {}))}
        known = {child.node_id for child in walk(node)}
        for what, codes in touched.items():
            if missing := sorted(codes - known):
                raise SourceError(f"{archetype.id}: {what} names {', '.join(missing)}, which it has not")
        self.prune(node, touched["keep"] | touched["fill"])
        self.narrow(node, use.get("nodes", {}))
        self.expand_references(node, node)
        self.fill(node, use.get("fill", {}), archetype)
        for attribute, uses in (("content", use.get("content")), ("items", use.get("items"))):
            if uses:
                self.add_roots(node, attribute, uses)
        if use.get("name"):
            node.attributes.insert(0, name_constraint(use["name"]))
        return node

    def prune(self, node, keep):
        """Takes out optional nodes that are neither kept nor hold a kept one."""
        for attribute in list(node.attributes):
            had = bool(attribute.children)
            for child in list(attribute.children):
                self.prune(child, keep)
                optional = child.occurrences[0] == 0 or child.kind == "slot" or child.rm_type == "ISM_TRANSITION"
                if child.node_id and optional and not any(n.node_id in keep for n in walk(child)):
                    attribute.children.remove(child)
            empty = had and not attribute.children
            hollow = attribute.name in ("protocol", "state", "other_context") and attribute.children and not any(
                a.children for a in attribute.children[0].attributes) and attribute.children[0].kind != "use_node"
            if empty or hollow:
                node.attributes.remove(attribute)
        if node.rm_type == "EVENT_CONTEXT" and not node.attributes:
            node.data["hollow"] = True
        node.attributes = [a for a in node.attributes
                           if not (a.name == "context" and a.children[0].data.get("hollow"))]

    def narrow(self, root, nodes):
        for node in walk(root):
            rule = nodes.get(node.node_id)
            if rule is None:
                continue
            if "occurrences" in rule:
                node.occurrences = interval(str(rule["occurrences"]))
            value = next((a for a in node.attributes if a.name == "value"), None)
            if "types" in rule:
                if value is None:
                    value = Attribute("value", [Node("complex", t) for t in rule["types"]])
                    node.attributes.append(value)
                value.children = [c for c in value.children if c.rm_type in rule["types"]]
            for child in walk(node) if value else []:
                if child.kind == "quantity":
                    if "property" in rule:
                        child.data["property"] = f"openehr::{rule['property']}"
                    if "units" in rule:
                        child.data["list"] = {key: item for key, item in child.data["list"].items()
                                              if item["units"] in rule["units"]}
                if child.kind == "codes" and "codes" in rule:
                    child.data["codes"] = rule["codes"]

    def expand_references(self, node, root):
        for attribute in node.attributes:
            for index, child in enumerate(attribute.children):
                if child.kind == "use_node":
                    copied = copy.deepcopy(resolve(root, child.data["path"]))
                    attribute.children[index] = copied
                else:
                    self.expand_references(child, root)

    def fill(self, node, fills, archetype):
        for attribute in node.attributes:
            filled = []
            for child in attribute.children:
                self.fill(child, fills, archetype)
                if child.kind != "slot":
                    filled.append(child)
                    continue
                for use in fills.get(child.node_id, []):
                    filled.append(self.slot_root(child, use, archetype))
            attribute.children = filled

    def slot_root(self, slot, use, archetype):
        inner = self.root(use)
        inner.occurrences = interval(str(use["occurrences"])) if "occurrences" in use else slot.occurrences
        wanted = "openEHR-EHR-" + use["archetype"]
        allowed = any(re.fullmatch(pattern, wanted) for pattern in slot.data["include"])
        if not allowed and not use.get("outside_slot"):
            raise SourceError(f"{archetype.id}: slot {slot.node_id} does not take {wanted}")
        return inner

    def add_roots(self, node, name, uses):
        attribute = next((a for a in node.attributes if a.name == name), None)
        if attribute is None:
            attribute = Attribute(name, [], ((0, None), False, False))
            node.attributes.append(attribute)
        for use in uses:
            inner = self.root(use)
            inner.occurrences = interval(str(use.get("occurrences", "0..1")))
            attribute.children.append(inner)


def walk(node):
    yield node
    for attribute in node.attributes:
        for child in attribute.children:
            yield from walk(child)


def resolve(root, path):
    node = root
    for name, code in re.findall(r"/([a-z_]+)\[(at[\d.]+)\]", path):
        node = next(c for a in node.attributes if a.name == name for c in a.children if c.node_id == code)
    return node


def name_constraint(text):
    value = Node("primitive", "STRING")
    value.data["raw"] = '"%s"' % text
    name = Node("complex", "DV_TEXT")
    name.attributes = [Attribute("value", [value])]
    return Attribute("name", [name])


# ---- OPT ----------------------------------------------------------------------------------------


class Writer:
    def __init__(self):
        self.lines, self.depth = [], 0

    def open(self, tag, **attributes):
        text = "".join(f" {key.replace('xsi_', 'xsi:')}={quoteattr(value)}" for key, value in attributes.items())
        self.lines.append("  " * self.depth + f"<{tag}{text}>")
        self.depth += 1

    def close(self, tag):
        self.depth -= 1
        self.lines.append("  " * self.depth + f"</{tag}>")

    def leaf(self, tag, text, **attributes):
        extra = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        body = escape(str(text))
        self.lines.append("  " * self.depth + (f"<{tag}{extra}>{body}</{tag}>" if body else f"<{tag}{extra}/>"))

    def code(self, tag, terminology, code):
        self.open(tag)
        self.identifier("terminology_id", terminology)
        self.leaf("code_string", code)
        self.close(tag)

    def identifier(self, tag, value):
        self.open(tag)
        self.leaf("value", value)
        self.close(tag)

    def bounds(self, tag, lower, upper, lower_included=True, upper_included=True):
        self.open(tag)
        if lower is not None:
            self.leaf("lower_included", str(lower_included).lower())
        if upper is not None:
            self.leaf("upper_included", str(upper_included).lower())
        self.leaf("lower_unbounded", str(lower is None).lower())
        self.leaf("upper_unbounded", str(upper is None).lower())
        if lower is not None:
            self.leaf("lower", lower)
        if upper is not None:
            self.leaf("upper", upper)
        self.close(tag)


def adl_range(text):
    """(lower, upper, lower_included, upper_included) of what stands between ADL's bars."""
    text = text.strip().strip("|").strip()
    for sign, place, included in ((">=", 0, True), ("<=", 1, True), (">", 0, False), ("<", 1, False)):
        if text.startswith(sign):
            value = text[len(sign):].strip()
            return (value, None, included, True) if place == 0 else (None, value, True, included)
    lower, dots, upper = text.partition("..")
    if not dots:
        return text, text, True, True
    included = [not part.strip().startswith((">", "<")) for part in (lower, upper)]
    return lower.strip(" ><"), upper.strip(" ><"), included[0], included[1]


def write_bounds_of(out, tag, text):
    lower, upper, lower_included, upper_included = adl_range(text)
    out.bounds(tag, lower, upper, lower_included, upper_included)


class OptWriter:
    def __init__(self, source, root, language="en"):
        self.source, self.root, self.language, self.out = source, root, language, Writer()
        self.terms = {}   # of the archetype being written

    def text(self):
        out = self.out
        out.lines.append('<?xml version="1.0" encoding="UTF-8"?>')
        out.open("template", xmlns="http://schemas.openehr.org/v1",
                 **{"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"})
        out.code("language", "ISO_639-1", self.language)
        self.description()
        out.identifier("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, "socle:template:" + self.source["template_id"])))
        out.identifier("template_id", self.source["template_id"])
        out.leaf("concept", self.source["concept"])
        self.archetype_root("definition", self.root)
        out.close("template")
        return "\n".join(out.lines) + "\n"

    def description(self):
        out = self.out
        used = sorted({n.data["archetype"].id for n in walk(self.root) if n.kind == "root"})
        out.open("description")
        out.leaf("original_author", "Socle", id="name")
        out.leaf("lifecycle_state", "published")
        out.leaf("other_details", "CC BY-SA 4.0 International; archetypes copyright openEHR International",
                 id="licence")
        out.leaf("other_details", self.source.get("version", "1.0.0"), id="sem_ver")
        out.leaf("other_details", f"ISO_639-1::{self.language}", id="original_language")
        out.open("details")
        out.code("language", "ISO_639-1", self.language)
        out.leaf("purpose", self.source["purpose"])
        out.leaf("use", "Built on the published archetypes " + ", ".join(used) + ".")
        out.close("details")
        out.close("description")

    def archetype_root(self, tag, node):
        out = self.out
        if tag == "definition":
            out.open(tag)
        else:
            out.open(tag, xsi_type="C_ARCHETYPE_ROOT")
        self.object_head(node)
        archetype = node.data["archetype"]
        outer, self.terms = self.terms, archetype.terms[self.language]
        for attribute in node.attributes:
            self.attribute(node, attribute)
        self.terms = outer
        out.identifier("archetype_id", archetype.id)
        if tag == "definition":
            out.identifier("template_id", self.source["template_id"])
        self.ontology(node, archetype)
        out.close(tag)

    def ontology(self, node, archetype):
        out = self.out
        used = used_codes(node)
        terms = archetype.terms[self.language]
        for code in used:
            out.open("term_definitions", code=code)
            out.leaf("items", terms[code]["description"] or "", id="description")
            out.leaf("items", terms[code]["text"], id="text")
            out.close("term_definitions")
        for terminology, items in sorted(archetype.bindings.items()):
            bound = [(code, items[code]) for code in used if code in items]
            if not bound:
                continue
            out.open("term_bindings", terminology=terminology)
            for code, target in bound:
                name, _, value = target.partition("::")
                out.open("items", code=code)
                out.code("value", name, value)
                out.close("items")
            out.close("term_bindings")

    def object_head(self, node):
        out = self.out
        out.leaf("rm_type_name", node.rm_type)
        out.bounds("occurrences", *node.occurrences)
        out.leaf("node_id", node.node_id)

    def attribute(self, parent, attribute):
        out = self.out
        multiple = attribute.name in MULTIPLE
        out.open("attributes", xsi_type="C_MULTIPLE_ATTRIBUTE" if multiple else "C_SINGLE_ATTRIBUTE")
        out.leaf("rm_attribute_name", attribute.name)
        lower = 1 if attribute.name == "name" or (parent.rm_type, attribute.name) in MANDATORY else 0
        out.bounds("existence", lower, 1)
        for child in attribute.children:
            self.object(child)
        if multiple:
            (low, high), ordered, unique = attribute.cardinality or ((0, None), False, False)
            out.open("cardinality")
            out.leaf("is_ordered", str(ordered).lower())
            out.leaf("is_unique", str(unique).lower())
            out.bounds("interval", low, high)
            out.close("cardinality")
        out.close("attributes")

    def object(self, node):
        out = self.out
        if node.kind == "root":
            return self.archetype_root("children", node)
        out.open("children", xsi_type={"complex": "C_COMPLEX_OBJECT", "codes": "C_CODE_PHRASE",
                                       "quantity": "C_DV_QUANTITY", "ordinal": "C_DV_ORDINAL",
                                       "primitive": "C_PRIMITIVE_OBJECT"}[node.kind])
        self.object_head(node)
        if node.kind == "complex":
            for attribute in node.attributes:
                self.attribute(node, attribute)
        else:
            getattr(self, node.kind)(node)
        out.close("children")

    def codes(self, node):
        self.out.identifier("terminology_id", node.data["terminology"])
        for code in node.data["codes"]:
            self.out.leaf("code_list", code)

    def quantity(self, node):
        out = self.out
        if node.data.get("property"):
            out.code("property", *node.data["property"].split("::"))
        for item in (node.data.get("list") or {}).values():
            out.open("list")
            if item.get("magnitude"):
                write_bounds_of(out, "magnitude", item["magnitude"])
            if item.get("precision"):
                write_bounds_of(out, "precision", item["precision"])
            out.leaf("units", item["units"])
            out.close("list")

    def ordinal(self, node):
        out = self.out
        for value, code in node.data["list"]:
            out.open("list")
            out.leaf("value", value)
            out.open("symbol")
            out.leaf("value", self.terms[code]["text"])
            out.code("defining_code", "local", code)
            out.close("symbol")
            out.close("list")

    def primitive(self, node):
        out, raw = self.out, node.data["raw"]
        kind = node.rm_type
        out.open("item", xsi_type="C_" + kind)
        if kind == "BOOLEAN":
            values = raw.lower().replace(" ", "").split(",")
            out.leaf("true_valid", str("true" in values).lower())
            out.leaf("false_valid", str("false" in values).lower())
        elif kind == "STRING":
            for text in re.findall(r'"((?:\\.|[^"\\])*)"', raw):
                out.leaf("list", text)
        elif kind in ("INTEGER", "REAL"):
            if raw.startswith("|"):
                write_bounds_of(out, "range", raw)
            else:
                for value in raw.split(","):
                    out.leaf("list", value.strip())
        else:
            pattern, slash, limits = raw.partition("/")
            if kind == "DURATION" and (raw.startswith("|") or re.search(r"\d", pattern)):
                pattern, limits = "", raw
            if pattern:
                out.leaf("pattern", pattern)
            if limits:
                write_bounds_of(out, "range", limits)
        out.close("item")


def used_codes(root):
    """The at-codes that nodes and code lists use down to the next archetype root, in order."""
    found = [root.node_id]

    def visit(node):
        for attribute in node.attributes:
            for child in attribute.children:
                if child.kind == "root":
                    continue
                if child.node_id:
                    found.append(child.node_id)
                if child.kind == "codes" and child.data["terminology"] == "local":
                    found.extend(child.data["codes"])
                if child.kind == "ordinal":
                    found.extend(code for _, code in child.data["list"])
                visit(child)

    visit(root)
    return list(dict.fromkeys(found))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archetypes", type=pathlib.Path, required=True, help="directory of .adl files")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("sources", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    directory = ROOT / "models" / "templates"
    compiler, differing = Compiler(options.archetypes), 0
    for path in options.sources or sorted((directory / "src").glob("*.yaml")):
        source = yaml.safe_load(path.read_text(encoding="utf-8"))
        try:
            text = OptWriter(source, compiler.root(source["root"])).text()
        except SourceError as error:
            sys.exit(f"{path}: {error}")
        target = directory / (source["template_id"] + ".opt")
        if options.check:
            old = target.read_text(encoding="utf-8") if target.exists() else ""
            if old != text:
                differing += 1
                sys.stdout.writelines(difflib.unified_diff(old.splitlines(True), text.splitlines(True),
                                                           str(target), str(path)))
        else:
            target.write_text(text, encoding="utf-8")
            print(f"{target.name}: {len(text)} bytes")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
