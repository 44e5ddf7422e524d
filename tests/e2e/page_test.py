"""The page to ask AQL, as the binary serves it: its headers, its files, and in a browser."""
import gzip
import json
import re
import subprocess
import unittest

from socle_process import SOURCE, Socle, new_ehr, upload_templates
from doors_test import add_user, basic

NAME, PASSWORD = "anna", "a fine password"


def browse(server, *credentials):
    """What web/e2e/served.mjs saw of the page."""
    done = subprocess.run(["node", str(SOURCE / "web/e2e/served.mjs"), f"http://127.0.0.1:{server.port}", *credentials],
                          capture_output=True, text=True, timeout=300, cwd=SOURCE / "web")
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


class FilesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Socle().start()
        cls.client = cls.server.client()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def get(self, path, **headers):
        return self.client.request("GET", path, **headers)

    def test_page(self):
        page = self.get("/aql")
        self.assertEqual((page.status, page.headers["content-type"]), (200, "text/html; charset=utf-8"))
        self.assertEqual(page.headers["cache-control"], "no-cache")
        self.assertEqual(page.headers["x-content-type-options"], "nosniff")
        policy = page.headers["content-security-policy"]
        self.assertTrue(policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'"), policy)
        self.assertNotRegex(policy, r"unsafe|\*|https?:|data:")
        text = page.body.decode()
        self.assertNotRegex(text, r"(src|href)=\"(https?:|//|data:)")
        self.assertNotRegex(text, r"<style|<script(?![^>]*\bsrc=)|\bon\w+=|\bstyle=")

        tag = page.headers["etag"]
        for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            again = self.get("/aql", If_None_Match=known)
            self.assertEqual((again.status, again.body, again.headers["etag"]), (304, b"", tag), known)
        self.assertEqual(self.get("/aql", If_None_Match='"other"').status, 200)
        head = self.client.request("HEAD", "/aql")
        self.assertEqual((head.status, head.body), (200, b""))

    def test_assets(self):
        assets = re.findall(r'(?:src|href)="(/web/assets/[^"]+)"', self.get("/aql").body.decode())
        self.assertEqual(sorted(a.rsplit(".")[-1] for a in assets), ["css", "js", "svg"])
        for asset in assets:
            plain = self.get(asset)
            self.assertEqual(plain.status, 200)
            self.assertNotIn("content-encoding", plain.headers)
            self.assertEqual(plain.headers["cache-control"], "public, max-age=31536000, immutable")
            packed = self.get(asset, Accept_Encoding="br, zstd, gzip")
            self.assertEqual(packed.headers["content-encoding"], "gzip")
            self.assertEqual(packed.headers["vary"], "Accept-Encoding")
            self.assertEqual(gzip.decompress(packed.body), plain.body)
            self.assertNotIn("content-encoding", self.get(asset, Accept_Encoding="gzip;q=0").headers)
            self.assertEqual(self.get(asset, If_None_Match=plain.headers["etag"]).status, 304)
        script = next(a for a in assets if a.endswith(".js"))
        self.assertEqual(self.get(script).headers["content-type"], "text/javascript; charset=utf-8")

    def test_no_such_file(self):
        for path in ("/web/assets/none.js", "/web/assets/..%2Findex.html", "/web/index.html", "/web/assets"):
            self.assertEqual(self.get(path).status, 404, path)


class BrowserTest(unittest.TestCase):
    def check(self, seen, server, headers, layout):
        self.assertEqual(seen["title"], "Query · Socle")
        client = server.client()
        self.assertEqual(client.get("/definition/layout", **headers).status, 200)
        self.assertRegex(seen["layout"], layout)
        self.assertEqual((seen["error"], seen["ids"]), ("", [self.ehr]))
        self.assertEqual([c for c in seen["complaints"] if "status of 40" not in c or "401" in c], [])

    def test_without_sign_in(self):
        with Socle() as server:
            server.start()
            client = server.client()
            upload_templates(client)
            self.ehr = new_ehr(client)
            self.check(browse(server), server, {}, r"^\d+ archetypes? to complete from$")

    def test_with_sign_in(self):
        with Socle() as server:
            users = server.folder / "users"
            add_user(users, NAME, PASSWORD)
            server.start("--auth", "basic", "--users-file", str(users))
            client = server.client()
            refused = client.request("GET", "/aql")
            self.assertEqual(refused.status, 401)
            self.assertRegex(refused.headers["www-authenticate"], r'^Basic realm="[^"]+"')
            headers = {"Authorization": basic(NAME, PASSWORD)}
            self.ehr = client.post("/ehr", **headers).etag
            self.check(browse(server, NAME, PASSWORD), server, headers, "^No archetypes")


if __name__ == "__main__":
    unittest.main()
