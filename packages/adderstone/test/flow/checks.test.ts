import { test } from 'vitest';
import { expectReached, py } from './marked.ts';

test('a check of every item holds for the whole', () => {
  expectReached(
    {
      'app.py': py`
        import os, re, socket, ipaddress
        from flask import request, abort
        import requests
        OK = re.compile(r"[a-z0-9.-]+\Z")
        FORMATS = {"a", "b"}
        def s1():
            names = request.args.getlist("n")
            for n in names:
                if not OK.match(n):
                    abort(400)
            os.system("x " + " ".join(names))  # clean
        def s2():
            a = request.args["a"]; b = request.args["b"]
            for v in (a, b):
                if v not in FORMATS:
                    raise ValueError
            os.system(f"x {a} {b}")  # clean
        def s3():
            a = request.args["a"]
            if not all(c in "abc" for c in a):
                raise ValueError
            os.system(f"x {a}")  # clean
        def s4():
            a = request.args["a"]
            if any(c not in "abc" for c in a):
                raise ValueError
            os.system(f"x {a}")  # clean
        def s5():
            a = request.args["a"]
            if any(c in "abc" for c in a):
                raise ValueError
            os.system(f"x {a}")  # reached
        def valid(h):
            return bool(OK.match(h))
        def s6():
            a = request.args["a"]
            if not valid(a):
                raise ValueError
            os.system(f"x {a}")  # clean
        def s7():
            d = request.get_json()
            for k in d:
                if k not in FORMATS:
                    raise ValueError
            os.system(f"x {d['a']}")  # reached
        def s8(host):
            for fam, _, _, _, addr in socket.getaddrinfo(host, 80):
                if not ipaddress.ip_address(addr[0]).is_global:
                    raise ValueError
        def s9():
            h = request.args["h"]
            s8(h)
            requests.get("http://" + h + "/x")  # clean
        def s10():
            names = request.args.getlist("n")
            for n in names:
                if not OK.match(n):
                    break
            os.system("x " + " ".join(names))  # reached
        def s11():
            names = request.args.getlist("n")
            for n in names:
                if not OK.match(n):
                    print(n)
            os.system("x " + " ".join(names))  # reached
        def s12():
            a = request.args["a"]
            if re.search(r"[^a-z0-9]", a):
                raise ValueError
            os.system(f"x {a}")  # clean
        def s13():
            a = request.args["a"]
            if re.search(r"[;&|]", a):
                raise ValueError
            os.system(f"x {a}")  # reached
        def s14():
            a = request.args["a"]
            if not re.match(r"[a-z0-9.]+", a):
                raise ValueError
            os.system(f"x {a}")  # reached
        def s15():
            a = request.args["a"]
            if set(a) - set("abcdef0123456789"):
                raise ValueError
            os.system(f"x {a}")  # clean
        def s16():
            a = request.args["a"]
            if not set(a) <= set("abcdef0123456789"):
                raise ValueError
            os.system(f"x {a}")  # clean
        def s17():
            names = request.args.getlist("n")
            if not all(OK.match(n) for n in names):
                abort(400)
            os.system("x " + " ".join(names))  # clean
        def s18():
            names = request.args.getlist("n")
            ok = [n for n in names if OK.match(n)]
            os.system("x " + " ".join(ok))  # clean
      `,
    },
    /^shell$/,
  );
});

test('what is shown of the host of an address', () => {
  expectReached(
    {
      'app.py': py`
        import os, re, socket, ipaddress
        from flask import request, abort
        from urllib.parse import urlparse
        import requests
        def s9():
            h = request.args["h"]
            for fam, _, _, _, addr in socket.getaddrinfo(h, 80):
                if not ipaddress.ip_address(addr[0]).is_global:
                    raise ValueError
            requests.get("https://" + h + "/x")  # clean
        def s10():
            h = request.args["h"]
            if not ipaddress.ip_address(socket.gethostbyname(h)).is_global:
                raise ValueError
            requests.get("https://" + h + "/x")  # clean
        def s11():
            h = request.args["h"]
            for info in socket.getaddrinfo(h, 80):
                a = ipaddress.ip_address(info[4][0])
                if not a.is_global:
                    raise ValueError
            requests.get("https://" + h + "/x")  # clean
        def chk(url):
            p = urlparse(url)
            for info in socket.getaddrinfo(p.hostname, 80):
                a = ipaddress.ip_address(info[4][0])
                if a.is_private or a.is_loopback:
                    raise ValueError
            return url
        def s12():
            h = request.args["h"]
            requests.get(chk(h))  # clean
        def s13():
            h = request.args["h"]
            try:
                u = chk(h)
            except ValueError:
                return 1
            requests.get(u)  # clean
        def res(host):
            return {info[4][0] for info in socket.getaddrinfo(host, 80)}
        def s14():
            h = request.args["h"]
            if any(ipaddress.ip_address(a).is_private for a in res(h)):
                raise ValueError
            requests.get("https://" + h)  # clean
        def s15():
            h = request.args["h"]
            hn = (urlparse(h).hostname or "").lower()
            if not (hn == "a.com" or hn.endswith(".a.com")):
                raise ValueError
            requests.get(h)  # clean
        def s16():
            h = request.args["h"]
            hn = (urlparse(h).hostname or "").lower()
            if not hn.endswith("a.com"):
                raise ValueError
            requests.get(h)  # reached
        B = ("https://a.com/", "https://b.com/x")
        def s17():
            h = request.args["h"]
            if not h.startswith(B):
                raise ValueError
            requests.get(h)  # clean
        def s18():
            h = request.args["h"]
            if not h.startswith(("https://a.com", "https://b.com/x")):
                raise ValueError
            requests.get(h)  # reached
        def s19():
            h = request.args["h"]
            if not any(h.startswith(b) for b in B):
                raise ValueError
            requests.get(h)  # clean
        def s20():
            h = request.args["h"]
            if not any(h == b or h.startswith(b + "/") for b in B):
                raise ValueError
            requests.get(h)  # clean
        HOSTS = {"a.com", "b.com"}
        def s21():
            h = request.args["h"]
            if urlparse(h).netloc.split(":")[0] not in HOSTS:
                raise ValueError
            requests.get(h)  # clean
        def s22():
            h = request.args["h"]
            if not any(urlparse(h).hostname == d for d in HOSTS):
                raise ValueError
            requests.get(h)  # clean
        def s23():
            h = request.args["h"]
            if not any(urlparse(h).hostname.endswith("." + d) for d in HOSTS):
                raise ValueError
            requests.get(h)  # clean
      `,
    },
    /^url/,
  );
});

test('a check of machine addresses in a helper that raises', () => {
  expectReached(
    {
      'app.py': py`
        import os, re, socket, ipaddress
        from flask import request, abort
        from urllib.parse import urlparse
        import requests
        class U(ValueError):
            pass
        def chk(url):
            p = urlparse(url)
            for info in socket.getaddrinfo(p.hostname, 80):
                a = ipaddress.ip_address(info[4][0])
                if not a.is_global:
                    raise ValueError
            return url
        def chk2(url):
            p = urlparse(url)
            for info in socket.getaddrinfo(p.hostname, None):
                a = ipaddress.ip_address(info[4][0])
                if not a.is_global:
                    raise ValueError
            return url
        def chk3(url):
            p = urlparse(url)
            for info in socket.getaddrinfo(p.hostname, None):
                a = ipaddress.ip_address(info[4][0])
                if not a.is_global:
                    raise U("x")
            return url
        def s1():
            h = request.args["h"]
            requests.get(chk(h))  # clean
        def s2():
            h = request.args["h"]
            requests.get(chk2(h))  # clean
        def s3():
            h = request.args["h"]
            requests.get(chk3(h))  # clean
        def s4():
            h = request.args["h"]
            requests.get(h)  # reached
      `,
    },
    /^url/,
  );
});

test('a method that raises for a path outside is a check', () => {
  expectReached(
    {
      'p/safety.py': py`
        from pathlib import Path
        def safe_join(base, name):
            root = Path(base).resolve()
            path = (root / name).resolve()
            try:
                path.relative_to(root)
            except ValueError as error:
                raise ValueError("key leaves the target folder") from error
            return str(path)
        def safe_join2(base, name):
            root = Path(base).resolve()
            path = (root / name).resolve()
            path.relative_to(root)
            return str(path)
      `,
      'p/app.py': py`
        from flask import request
        from .safety import safe_join, safe_join2
        def a1():
            return open(safe_join("/srv", request.args["n"]))  # clean
        def a2():
            return open(safe_join2("/srv", request.args["n"]))  # clean

        def a3():
            return open("/srv/" + request.args["n"])  # reached
      `,
      'p/__init__.py': py`

      `,
    },
    /^path$/,
  );
});

test('prefixes with a separator, and paths that start at the root before they are normalized', () => {
  expectReached(
    {
      'p/__init__.py': py`

      `,
      'p/fs.py': py`
        import os
        class FS:
            def __init__(self, root):
                self.root = os.path.abspath(root)
            def bad(self, name):
                path = os.path.normpath(os.path.join(self.root, name))
                if not path.startswith(self.root):
                    raise PermissionError(name)
                return path
            def good(self, name):
                path = os.path.normpath(os.path.join(self.root, name))
                if path != self.root and not path.startswith(self.root + os.sep):
                    raise PermissionError(name)
                return path
            def good2(self, name):
                path = os.path.normpath(os.path.join(self.root, name))
                if not (path + os.sep).startswith(self.root + os.sep):
                    raise PermissionError(name)
                return path
            def good3(self, name):
                path = os.path.realpath(os.path.join(self.root, name))
                if not path.startswith(os.path.join(self.root, "")):
                    raise PermissionError(name)
                return path
            def good4(self, name):
                path = os.path.normpath("/" + name).lstrip("/")
                return os.path.join(self.root, path)
      `,
      'p/app.py': py`
        from flask import request
        from .fs import FS
        fs = FS("/srv")
        def a2():
            return open(fs.good(request.args["n"]))  # clean
        def a3():
            return open(fs.good2(request.args["n"]))  # clean
        def a4():
            return open(fs.good3(request.args["n"]))  # clean
        def a5():
            return open(fs.good4(request.args["n"]))  # clean
        def a6():
            return open("/srv/" + request.args["n"])  # reached
      `,
    },
    /^path$/,
  );
});

test('a check for line ends', () => {
  expectReached(
    {
      'app.py': py`
        from http.server import BaseHTTPRequestHandler
        class Page(BaseHTTPRequestHandler):
            def do_GET(self):
                value = self.path
                if "\r" in value or "\n" in value:
                    raise ValueError
                self.send_header("X-Path", value)  # clean
            def do_POST(self):
                self.send_header("X-Path", self.path)  # reached
      `,
    },
    /^header$/,
  );
});

test('characters of a pattern decide where a text is clean', () => {
  expectReached(
    {
      'app.py': py`
        import re
        from flask import request
        def arithmetic():
            text = request.args["e"]
            if not re.fullmatch(r"[0-9+*/(). -]+", text):
                raise ValueError
            return eval(text)  # clean
        def calls():
            text = request.args["e"]
            if not re.fullmatch(r"[a-z0-9+*/(). -]+", text):
                raise ValueError
            return eval(text)  # reached
        def picture():
            name = request.args["n"]
            if not re.fullmatch(r"[\w-]+\.(png|jpg)", name):
                raise ValueError
            return open("/srv/" + name)  # clean
        def dots():
            name = request.args["n"]
            if not re.fullmatch(r"[\w.-]+", name):
                raise ValueError
            return open("/srv/" + name)  # reached
        def slashes():
            name = request.args["n"]
            if not re.fullmatch(r"[\w./-]+", name):
                raise ValueError
            return open("/srv/" + name)  # reached
      `,
    },
    /^(?:code|path)$/,
  );
});

test('options of programs: a dash that is refused, words that are handed on', () => {
  expectReached(
    {
      'app.py': py`
        import subprocess
        from flask import request
        def run1(*command):
            subprocess.run(list(command))  # clean
        def run2(*command):
            subprocess.run(["git", *command])  # clean
        def run3(*command):
            subprocess.run(command)  # clean
        def run4(*command):
            subprocess.run(list(command))  # reached
        def a():
            run1("ls", "log", request.args["x"])
            run2("log", "--", request.args["x"])
            run3("git", "log", "--end-of-options", request.args["x"])
            run4(request.args["p"], "x")
        def b():
            rev = request.args["r"]
            if rev.startswith("-"):
                raise ValueError
            subprocess.run(["git", "checkout", rev])  # clean
        def c():
            rev = request.args["r"]
            subprocess.run(["git", "checkout", rev])  # reached
      `,
    },
    /^argv$/,
  );
});

test('a name whose separators are taken out stays in the folder in front', () => {
  expectReached(
    {
      'app.py': py`
        import os, re
        from flask import request
        def a():
            name = re.sub(r"[^\w. -]", "_", request.args["n"])
            return open("/srv/" + name)  # clean
        def b():
            name = re.sub(r'[\\/:*?"<>|]', "_", request.args["n"])
            return open("/srv/" + name)  # clean
        def c():
            name = re.sub(":|[/\\\\]", "_", request.args["n"])
            return open("/srv/" + name)  # clean
        def d():
            name = request.args["n"].replace("/", "_")
            return open("/srv/" + name)  # clean
        def e():
            name = re.sub(r"[^ -~]", "_", request.args["n"])
            return open("/srv/" + name)  # reached
        def f():
            name = re.sub(r'[:*?"<>]', "_", request.args["n"])
            return open("/srv/" + name)  # reached
        def g():
            name = request.args["n"].replace("\\", "/")
            return open("/srv/" + name)  # reached
        def h():
            name = re.sub(r"[^\w.]", "/", request.args["n"])
            return open("/srv/" + name)  # reached
        def i():
            name = request.args["n"].replace("/", "_", 1)
            return open("/srv/" + name)  # reached
        def j():
            name = os.path.join("/srv", request.args["n"]).replace("/", "_")
            return open(name)  # reached
      `,
    },
    /^path$/,
  );
});

test('no part of a path leads up, and the path does not begin at the root', () => {
  expectReached(
    {
      'app.py': py`
      import os, posixpath
      from pathlib import Path
      from urllib.parse import unquote
      from flask import request, abort
      ROOT = "/srv"
      UI = Path("/srv/ui")
      def s1():
          p = request.args["p"]
          for part in p.split("/"):
              if part == "..":
                  abort(400)
          open(os.path.join(ROOT, p.lstrip("/")))  # clean
      def s2():
          p = request.args["p"]
          for part in p.split("/"):
              if part == "..":
                  abort(400)
          open(os.path.join(ROOT, p))  # reached
      def s3():
          p = request.args["p"]
          for part in p.split(":"):
              if part == "..":
                  abort(400)
          open(os.path.join(ROOT, p.lstrip("/")))  # reached
      def s4():
          p = request.args["p"].lstrip("/")
          for part in p.split(os.sep):
              if part in ("", ".", ".."):
                  raise ValueError(p)
          open(os.path.join(ROOT, p))  # clean
      def s5():
          p = request.args["p"].lstrip("/")
          if any(part == ".." for part in p.split("/")):
              abort(404)
          open(os.path.join(ROOT, p))  # clean
      def s6():
          p = request.args["p"].lstrip("/")
          if any(part == "." for part in p.split("/")):
              abort(404)
          open(os.path.join(ROOT, p))  # reached
      def s7():
          p = request.args["p"]
          for part in Path(p).parts:
              if part == "..":
                  abort(400)
          if os.path.isabs(p):
              abort(400)
          (UI / p).read_text()  # clean
      def s8():
          p = request.args["p"].lstrip("/")
          for part in p.split("/")[1:]:
              if part == "..":
                  abort(400)
          open(os.path.join(ROOT, p))  # reached
      def cleaned(path):
          path = os.path.normpath(unquote(path))
          for token in path.split("/"):
              if ".." in token:
                  raise ValueError(path)
          return path
      def inside(path):
          return UI in path.parents
      def s9():
          p = cleaned(request.args["p"])
          file = UI / p
          if not inside(file):
              abort(404)
          return file.read_text()  # clean
      def s10():
          p = request.args["p"]
          file = UI / p
          if not inside(file):
              abort(404)
          return file.read_text()  # reached
      def s11():
          p = cleaned(request.args["p"])
          file = UI / p
          return file.read_text()  # reached
      def s12():
          p = request.args["p"]
          if ".." in p:
              abort(400)
          path = os.path.join(ROOT, p)
          if not path.startswith(ROOT + "/"):
              abort(400)
          open(path)  # clean
      def s13():
          p = request.args["p"]
          if ".." in p or not p.startswith("/"):
              abort(400)
          open(os.path.join(ROOT, p))  # reached
    `,
    },
    /^path$/,
  );
});

test('a name without a folder in it', () => {
  expectReached(
    {
      'app.py': py`
      import os, posixpath
      from flask import request, abort
      ROOT = "/srv"
      def s1():
          n = request.args["n"]
          if os.path.dirname(n):
              abort(400)
          open(os.path.join(ROOT, n))  # clean
      def s2():
          n = request.args["n"]
          if not os.path.dirname(n):
              abort(400)
          open(os.path.join(ROOT, n))  # reached
      def is_component(name):
          if not name:
              return False
          head, _ = os.path.split(name)
          if head:
              return False
          return name not in (os.curdir, os.pardir)
      def s3():
          n = request.args["n"]
          if not is_component(n):
              abort(400)
          open(os.path.join(ROOT, n))  # clean
      def is_named(name):
          _, tail = os.path.split(name)
          if tail:
              return False
          return True
      def s4():
          n = request.args["n"]
          if not is_named(n):
              abort(400)
          open(os.path.join(ROOT, n))  # reached
      def s5():
          n = request.args["n"]
          folder, name = posixpath.split(n)
          if folder != "":
              abort(400)
          open(os.path.join(ROOT, n))  # clean
    `,
    },
    /^path$/,
  );
});
