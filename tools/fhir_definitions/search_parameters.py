"""The search parameters of R4 and the patient compartment."""
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


def patient_compartment(folder, types):
    """(resource type, parameters) of each type in the compartment."""
    with open(folder / "compartmentdefinition-patient.json", encoding="utf-8") as file:
        definition = package_files.json.load(file)
    return [(item["code"], item["param"]) for item in definition["resource"]
            if item.get("param") and item["code"] in types]
