"""Reads the files of the npm package, and undoes what its authors changed in FHIR R4.

The package's profiles are those of R4 (4.0.1) with elements, targets and whole resources that its authors
added or took from later releases. Its dataelements.json is R4's own list of elements, unchanged: an
element that it does not have is left out, and of one that it has it says types, targets, cardinality and
binding. What R4 has and dataelements.json forgot stands in FORGOTTEN.
"""
import json

VERSION = "4.0.1"
# Elements of R4 that its own list lacks.
FORGOTTEN = (
    "MedicationKnowledge.administrationGuidelines.patientCharacteristics.characteristic[x]",
    "MedicinalProductIngredient.specifiedSubstance.strength.",
    "MedicinalProductPharmaceutical.routeOfAdministration.maxDosePerDay",
    "MedicinalProductPharmaceutical.routeOfAdministration.targetSpecies.",
    "ResearchElementDefinition.characteristic.participantEffective",
)
# Of a constrained type (SimpleQuantity) the list repeats, under the type's own path, what it forbids.
KEPT = {"Quantity.comparator"}
# Resources of which the package has another release below these elements.
REPLACED = ("EvidenceVariable.characteristic",)
SAID_BY_LIST = ("min", "max", "type", "binding", "isSummary", "isModifier")


def resources(folder, name):
    with open(folder / f"{name}.json", encoding="utf-8") as file:
        return [entry["resource"] for entry in json.load(file)["entry"]]


def own_list(folder):
    """R4's elements by path."""
    listed = {}
    for definition in resources(folder, "dataelements"):
        for element in definition["snapshot"]["element"]:
            listed[element["path"]] = element
    return listed


def is_inner(element):
    return [t["code"] for t in element.get("type", [])] in (["BackboneElement"], ["Element"])


def corrected(element, listed):
    """The element as R4 has it, or None where R4 has none. (What holds others is left to the caller.)"""
    path = element["path"]
    own = listed.get(path)
    if own is not None and path not in KEPT:
        return {**element, **{key: own.get(key) for key in SAID_BY_LIST if key in own or key in element}}
    inherited = element.get("base", {}).get("path", path)
    if path in KEPT or inherited != path and inherited in listed or inherited in KEPT:
        return element
    if path.startswith(FORGOTTEN) or path.split(".")[-1] in ("id", "extension", "modifierExtension"):
        return element
    return element if is_inner(element) or "contentReference" in element else None


def replaced_elements(elements, listed):
    """`elements` with R4's own below each of REPLACED."""
    result = []
    for element in elements:
        if element["path"].startswith(tuple(path + "." for path in REPLACED)):
            continue
        if element["path"] in REPLACED:
            element = {**element, "constraint": [c for c in element["constraint"] if c["key"] == "ele-1"]}
        result.append(element)
        if element["path"] in REPLACED:
            below = element["path"] + "."
            result += [{**own, "path": path} for path, own in listed.items() if path.startswith(below)]
    return result


def without_hollow(elements):
    """Drops inner types of which nothing but what every type has is left, with what they held."""
    ordinary = ("id", "extension", "modifierExtension")
    inner = [element["path"] for element in elements if is_inner(element)]
    hollow = [path + "." for path in inner
              if not any(e["path"].startswith(path + ".") and e["path"].split(".")[-1] not in ordinary
                         and not is_inner(e) and "contentReference" not in e for e in elements)]
    return [e for e in elements if not (e["path"] + ".").startswith(tuple(hollow))] if hollow else elements


def structures(folder):
    """The StructureDefinitions of R4's types and resources, those of constrained types apart."""
    listed = own_list(folder)
    types, constrained = [], {}
    for definition in resources(folder, "profiles-types") + resources(folder, "profiles-resources"):
        if definition["resourceType"] != "StructureDefinition" or definition["kind"] == "logical":
            continue
        if definition["fhirVersion"] != VERSION:
            continue
        if definition.get("derivation") == "constraint":
            constrained[definition["url"]] = definition
            continue
        elements = definition["snapshot"]["element"]
        kept = [elements[0]] + [e for e in (corrected(e, listed) for e in replaced_elements(elements[1:], listed)) if e]
        types.append({**definition, "elements": without_hollow(kept)})
    return types, constrained
