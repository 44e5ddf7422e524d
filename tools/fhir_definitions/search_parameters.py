"""The search parameters of R4 and its compartments."""
import dataclasses

import package_files


@dataclasses.dataclass
class SearchParameter:
    code: str
    url: str
    type: str
    expression: str
    base: list
    targets: list
    components: list    # of (definition, expression)


def read(folder, types):
    found = []
    for item in package_files.resources(folder, "search-parameters"):
        if item["version"] != package_files.VERSION:
            continue
        base = [name for name in item["base"] if name in types]
        if not base:
            continue
        targets = [name for name in item.get("target", []) if name in types]
        components = [(c["definition"], c["expression"]) for c in item.get("component", [])]
        found.append(SearchParameter(item["code"], item["url"], item["type"], item.get("expression", ""),
                                     base, targets, components))
    return sorted(found, key=lambda p: (p.code, p.url))


def compartments(folder, types):
    """(compartment's type, resource type, parameters) of each type in a compartment."""
    with open(folder / "compartmentdefinition-patient.json", encoding="utf-8") as file:
        definitions = [package_files.json.load(file)]
    definitions += [d for d in package_files.resources(folder, "profiles-resources")
                    if d["resourceType"] == "CompartmentDefinition" and d["code"] != "Patient"]
    return [(definition["code"], item["code"], item["param"]) for definition in definitions
            for item in definition["resource"] if item.get("param") and item["code"] in types]
