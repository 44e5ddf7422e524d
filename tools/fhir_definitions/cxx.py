"""C++ text: read-only tables that the compiler lays out whole."""

HEAD = """// Made by tools/fhir_definitions from the definitions of FHIR R4 (4.0.1), which HL7 gives under CC0.
#include "fhir/definitions.h"

namespace socle::fhir::definitions {
namespace {

"""
MIDDLE = """
}  // namespace

"""
TAIL = """
}  // namespace socle::fhir::definitions
"""
ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "?": "\\?"}


def text(value):
    """A string literal of UTF-8."""
    encoded = "".join(ESCAPES.get(c, c) if ord(c) < 128 else "".join(f"\\{byte:03o}" for byte in c.encode())
                      for c in value)
    return f'"{encoded}"'


def flag(value):
    return "true" if value else "false"


def array(kind, name, items, per_line=1):
    """`constexpr kind name[] = {...};`, with one unused item where there are none."""
    items = list(items) or [f"{kind}{{}}"]
    lines = [", ".join(items[at:at + per_line]) for at in range(0, len(items), per_line)]
    body = ",\n".join("  " + line for line in lines)
    return f"constexpr {kind} {name}[] = {{\n{body}}};\n"


class Runs:
    """An array of which others name runs; equal runs are stored once."""

    def __init__(self, kind, name):
        self.kind, self.name, self.items, self.known = kind, name, [], {}

    def add(self, items):
        """The span of `items`."""
        items = tuple(items)
        if not items:
            return "{}"
        if items not in self.known:
            self.known[items] = len(self.items)
            self.items += items
        return f"{{{self.name} + {self.known[items]}, {len(items)}}}"

    def code(self, per_line=8):
        return array(self.kind, self.name, self.items, per_line)


class Bytes:
    """A pool of characters; a text that stands in it already is not added again."""

    def __init__(self):
        self.data, self.known = "", {}

    def add(self, value):
        if value not in self.known:
            self.known[value] = len(self.data)
            self.data += value
        return self.known[value]

    def code(self, name):
        lines = [self.data[at:at + 100] for at in range(0, len(self.data), 100)] or [""]
        body = "\n".join("  " + text(line) for line in lines)
        return f"constexpr char {name}[] =\n{body};\n"
