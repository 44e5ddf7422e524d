"""From StructureDefinitions to types with elements, properties and invariants."""
import dataclasses

FHIR_TYPE = "http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type"
PRIMITIVE, COMPLEX, BACKBONE, RESOURCE = "kPrimitive", "kComplex", "kBackbone", "kResource"
KINDS = {"primitive-type": PRIMITIVE, "complex-type": COMPLEX, "resource": RESOURCE}


@dataclasses.dataclass(frozen=True)
class Invariant:
    key: str
    expression: str
    human: str
    is_error: bool


@dataclasses.dataclass
class Element:
    name: str
    is_choice: bool
    is_summary: bool
    is_modifier: bool
    minimum: int
    maximum: str
    uses: list          # of (type name, target type names)
    strength: str
    value_set: str
    invariants: list


@dataclasses.dataclass
class Type:
    name: str
    kind: str
    is_abstract: bool
    base: str
    elements: list
    invariants: list

    def properties(self):
        """(written name, index of the element, index of the type use)."""
        found = []
        for index, element in enumerate(self.elements):
            for use, (name, _) in enumerate(element.uses):
                written = element.name + name[0].upper() + name[1:] if element.is_choice else element.name
                found.append((written, index, use))
                if not element.is_choice:
                    break
        return found


def last(url):
    return url.rsplit("/", 1)[-1]


def constraints(element):
    return [Invariant(c["key"], c["expression"], c["human"], c["severity"] == "error")
            for c in element.get("constraint", [])]


class Reader:
    def __init__(self, definitions, constrained):
        self.constrained = constrained
        self.names = {d["name"] for d in definitions}
        self.types = {}
        for definition in definitions:
            self.read(definition)
        for type_ in self.types.values():
            for element in type_.elements:
                self.drop_inherited(element)

    def read(self, definition):
        elements = definition["elements"]
        root = elements[0]
        kind = KINDS[definition["kind"]]
        base = last(definition.get("baseDefinition", ""))
        self.types[root["path"]] = Type(root["path"], kind, definition["abstract"], base, [], constraints(root))
        for element in elements[1:]:
            path = element["path"]
            parent, name = path.rsplit(".", 1)
            if element["max"] == "0" or (kind == PRIMITIVE and name == "value"):
                continue
            inner = any(other["path"].startswith(path + ".") for other in elements)
            if inner:
                inner_base = element["type"][0]["code"]
                self.types[path] = Type(path, BACKBONE, False, inner_base, [], constraints(element))
            self.types[parent].elements.append(self.element(element, kind, inner))

    def element(self, element, kind, inner):
        path = element["path"]
        name = path.rsplit(".", 1)[1]
        invariants = [] if inner else constraints(element)
        if "contentReference" in element:
            uses = [(element["contentReference"][1:], [])]
        elif inner:
            uses = [(path, [])]
        else:
            uses = [self.use(path, t, kind, invariants) for t in element["type"]]
        binding = element.get("binding", {})
        return Element(name.removesuffix("[x]"), name.endswith("[x]"), bool(element.get("isSummary")),
                       bool(element.get("isModifier")), element["min"], element["max"], uses,
                       binding.get("strength", "none"), binding.get("valueSet", "").split("|")[0], invariants)

    def use(self, path, type_, kind, invariants):
        """One type of an element; what a constrained type (SimpleQuantity) demands joins `invariants`."""
        name = type_["code"]
        if name.startswith("http://hl7.org/fhirpath/System."):
            said = [e["valueUrl"] for e in type_.get("extension", []) if e["url"] == FHIR_TYPE]
            name = said[0] if said else name.rsplit(".", 1)[1].lower()
            if path.endswith(".id") and kind == RESOURCE and path.count(".") == 1:
                name = "id"
        for profile in type_.get("profile", []):
            invariants += constraints(self.constrained[profile]["snapshot"]["element"][0])
        targets = sorted({last(t) for t in type_.get("targetProfile", [])})
        if "Resource" in targets or "MetadataResource" in targets:
            targets = []     # anything; MetadataResource is no type but a pattern that many follow
        unknown = [t for t in targets if t not in self.names]
        if unknown:
            raise SystemExit(f"{path}: {unknown} are no types of R4")
        return name, targets

    def drop_inherited(self, element):
        """Leaves out of an element's invariants those that its types have anyway."""
        for name, _ in element.uses:
            if name not in self.types:
                raise SystemExit(f"{element.name}: there is no type {name}")
        inherited = set.intersection(*({i.key for i in self.types[name].invariants} for name, _ in element.uses))
        kept = {i.key: i for i in element.invariants if i.key not in inherited and i.key not in ("ele-1", "ext-1")}
        element.invariants = list(kept.values())
