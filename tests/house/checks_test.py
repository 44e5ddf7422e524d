"""The checks find what they are there to find. Usage: checks_test.py CHECKOUT"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKOUT = pathlib.Path(sys.argv.pop(1))


def run(tool, files):
    """Exit status and complaints of `tool` on a checkout of `files`."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, str(CHECKOUT / "tools" / tool), folder],
                              capture_output=True, text=True)
    return done.returncode, done.stderr


LAYERS = "# comment\nbase:\njson: base\nhttp: base json\n"


class Layers(unittest.TestCase):
    def check(self, files, layers=LAYERS):
        return run("check_layers", {"src/layers.txt": layers, "src/base/a.h": "", **files})

    def test_allowed(self):
        self.assertEqual(self.check({"src/json/b.cc": '#include <string>\n#include "base/a.h"\n'}), (0, ""))

    def test_upwards(self):
        status, text = self.check({"src/json/b.h": "", "src/base/c.cc": '\n#include "json/b.h"\n'})
        self.assertEqual((status, text), (1, "src/base/c.cc:2: base may not include json\n"))

    def test_undeclared(self):
        status, text = self.check({"src/other/b.h": "", "src/json/b.cc": '#include "other/b.h"\n'})
        self.assertEqual(status, 1)
        self.assertIn("src/other: the module has no line", text)
        self.assertIn("src/json/b.cc:1: other is not a module", text)

    def test_absent_file(self):
        self.assertIn('there is no "base/z.h"', self.check({"src/json/b.cc": '#include "base/z.h"\n'})[1])

    def test_relative(self):
        self.assertEqual(self.check({"src/json/b.cc": '#include "../base/a.h"\n'})[0], 1)
        self.assertEqual(self.check({"src/base/b.cc": '#include "a.h"\n'})[0], 1)

    def test_cycle(self):
        status, text = self.check({}, "base: json\njson: base\n")
        self.assertEqual(status, 1)
        self.assertIn("layers.txt:1: base names json", text)


class House(unittest.TestCase):
    def check(self, files):
        return run("check_house", files)

    def test_clean(self):
        self.assertEqual(self.check({"src/a/b.cc": "int x;\n", "script/go": "echo\n"}), (0, ""))

    def test_long(self):
        self.assertEqual(self.check({"src/a/b.cc": "\n" * 800})[0], 0)
        self.assertEqual(self.check({"src/a/b.cc": "\n" * 801})[0], 1)
        self.assertEqual(self.check({"src/a/b_table.cc": "\n" * 801})[0], 0)

    def test_reminder(self):
        self.assertEqual(self.check({"src/a/b.cc": "// " + "TO" + "DO: later\n"})[1], "src/a/b.cc:1: a reminder; do it, or write an issue\n")

    def test_machine(self):
        self.assertEqual(self.check({"script/go": "cd /" + "home/jeanne/x\n"})[0], 1)
        self.assertEqual(self.check({"script/go": 'cd "$HOME/work"\n'})[0], 0)

    def test_drawer(self):
        self.assertEqual(self.check({"src/json/" + "util.h": ""})[0], 1)

    def test_blanks(self):
        self.assertEqual(self.check({"src/a/b.cc": "int x; \n"})[0], 1)
        self.assertEqual(self.check({"src/a/b.cc": "\tint x;\n"})[0], 1)


if __name__ == "__main__":
    unittest.main()
