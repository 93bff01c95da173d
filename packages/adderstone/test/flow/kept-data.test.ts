import { test } from 'vitest';
import { expectReached, py } from './marked.ts';

test('data that methods put into containers of their object', () => {
  expectReached(
    {
      'app.py': py`
        import os
        from flask import request
        class B:
            def __init__(self):
                self.parts = []
            def add(self, x):
                self.parts.append(x)
            def run(self):
                os.system("a " + " ".join(self.parts))  # reached
        def v():
            b = B()
            b.add(request.args["x"])
            b.run()
        class C:
            def __init__(self):
                self.parts = ["a"]
            def add(self, x):
                self.parts += [x]
                return self
            def build(self):
                return " ".join(self.parts)
        def v2():
            os.system(C().add(request.args["y"]).build())  # reached
        class D:
            def __init__(self):
                self.opts = {}
            def set(self, k, x):
                self.opts[k] = x
                return self
            def build(self):
                return "x " + self.opts["a"]
            def all(self):
                return " ".join(f"{k}={v}" for k, v in self.opts.items())
        def v3():
            d = D()
            d.set("a", request.args["y"])
            os.system(d.build())  # reached
        def v4():
            d = D()
            d.set("a", request.args["y"])
            os.system(d.all())  # reached
        class E:
            def __init__(self):
                self.parts = []
            def load(self, doc):
                for one in doc["rules"]:
                    self.parts.append(one["x"])
            def run(self):
                for p in self.parts:
                    os.system(p)  # reached
        def v5():
            e = E()
            e.load(request.get_json())
            e.run()
        class R:
            def __init__(self, c):
                self.c = c
        class F:
            def __init__(self):
                self.parts = []
            def load(self, doc):
                for one in doc["rules"]:
                    self.parts.append(R(one["x"]))
            def run(self):
                for p in self.parts:
                    self.one(p)
            def one(self, p):
                os.system(p.c)  # reached
        def v6():
            e = F()
            e.load(request.get_json())
            e.run()
        def v7():
            e = F()
            e.load(request.get_json())
            for p in e.parts:
                os.system(p.c)  # reached
        def v8():
            e = B()
            e.add(request.args["x"])
            for p in e.parts:
                os.system(p)  # reached
            os.system(" ".join(e.parts))  # reached
      `,
    },
    /^shell$/,
  );
});

test('containers of several attributes are several, after the call that makes them too', () => {
  expectReached(
    {
      'app.py': py`
        import os
        from flask import request
        class P:
            def __init__(self, x):
                self.a = [x]
                self.b = ["k"]
        def v():
            p = P(request.args["x"])
            os.system(p.a[0])  # reached
            os.popen(p.b[0])  # clean
      `,
    },
    /^shell$/,
  );
});

test('an object that gathers a query and its values keeps them apart', () => {
  expectReached(
    {
      'app.py': py`
        from flask import request
        import os
        class Q:
            def __init__(self, table):
                self.table = table
                self.params = []
                self.order = None
            def where(self, value):
                self.params.append(value)
                return self
            def build(self):
                sql = f"SELECT {self.table}"
                if self.order:
                    sql += " ORDER BY " + self.order
                return sql, self.params
            def build2(self):
                return "SELECT", self.params
            def build3(self):
                return f"SELECT {self.table}", 1
        def f(b):
            s, p = b.build()
            os.system(s)  # clean
        def f2(b):
            s, p = b.build2()
            os.popen(s)  # clean
        def f3(b):
            s, p = b.build3()
            os.popen(s)  # clean
        def v():
            q = Q("items")
            q.where(request.args.get("x"))
            f(q)
        def v2():
            q = Q("items")
            q.where(request.args.get("x"))
            f2(q)
        def v3():
            q = Q("items")
            q.where(request.args.get("x"))
            f3(q)
        def v4():
            q = Q("items")
            q.where(request.args.get("x"))
            s, p = q.build()
            os.popen(s)  # clean
        def v5():
            q = Q("items")
            st = request.args.get("x")
            if st:
                q.where(st)
            f(q)
        class D:
            def fetch(self, b):
                s, p = b.build()
                os.popen(s)  # clean
        d = D()
        def v6():
            q = Q("items")
            st = request.args.get("x")
            q.where(st)
            d.fetch(q)
        def v7():
            q = Q("items")
            q.order = "a"
            st = request.args.get("x")
            q.where(st)
            s, p = q.build()
            os.popen(s)  # clean
        class D2:
            def fetch(self, b):
                s, p = b.build()
                os.popen(s)  # clean
        d2 = D2()
        def v8():
            q = Q("items")
            q.order = "a"
            q.where(request.args.get("x"))
            d2.fetch(q)
        def v9():
            q = Q("items")
            q.where(request.args.get("x"))
            q.order = request.args.get("y")
            s, p = q.build()
            os.popen(s)  # reached
      `,
    },
    /^shell$/,
  );
});

test('mappings that are spread into arguments', () => {
  expectReached(
    {
      'app.py': py`
        import os
        from flask import request
        def s1(**cr):
            for f, v in cr.items():
                os.system(f)  # reached
        def s3(**cr):
            for f, v in cr.items():
                os.popen(v)  # reached
        def s4(**cr):
            w = []
            for f, v in cr.items():
                w.append("%s = %s" % (f, v))
            os.system(" AND ".join(w))  # reached
        def s5(name=None, other="x"):
            os.system("a " + name)  # reached
        def s6(name, other="x"):
            os.popen("a " + other)  # clean
        def s7(n, **kw):
            s8(**kw)
        def s8(host=None, port=None):
            os.system(f"ping {host}")  # reached
            os.popen(f"ping {port}")  # clean
        def a():
            criteria = {k: v for k, v in request.args.items() if k != "page"}
            s1(**criteria)
            s3(**request.args)
            s4(**criteria)
            s5(**request.get_json())
            s6("x", **{"name": request.args["x"]})
            s7(1, host=request.args["h"], port=3)
        class Base:
            def __init__(self, **options):
                self.options = options
        class K(Base):
            def __init__(self, host, **kw):
                super().__init__(host=host, **kw)
            def run(self):
                os.system("ping " + self.options["host"])  # reached
        def b():
            K(request.args["q"], timeout=1).run()
      `,
    },
    /^shell$/,
  );
});

test('a mixin reads what the classes beside it in its heirs have', () => {
  expectReached(
    {
      's/__init__.py': py`

      `,
      's/middleware.py': py`
        class NextMixin:
            def get_next_url(self):
                return self.request.GET.get("next", "/")
            @property
            def nx(self):
                url = self.request.GET.get("next", "/")
                if url.startswith("http"):
                    return "/"
                return url
      `,
      's/views.py': py`
        from django.http import HttpResponseRedirect
        from django.views.generic import View
        from .middleware import NextMixin
        class ConfirmView(NextMixin, View):
            def post(self, request):
                return HttpResponseRedirect(self.get_next_url())  # reached
            def get(self, request):
                return HttpResponseRedirect(self.nx)  # reached

        class Plain(View):
            def post(self, request):
                return HttpResponseRedirect("/")  # clean
      `,
    },
    /^redirect$/,
  );
});

test('a method that is read again after its callers were', () => {
  expectReached(
    {
      'labels/__init__.py': py`

      `,
      'labels/formatting.py': py`
        class Label:
            def __init__(self, pattern):
                self.pattern = pattern
            def fill(self, item):
                return self.pattern.format(item=item)  # reached
            def constant(self, item):
                return "{item}".format(item=item)  # clean
      `,
      'labels/views.py': py`
        from flask import request
        from labels.formatting import Label
        def show():
            label = Label(request.args["pattern"])
            label.constant(1)
            return label.fill(1)
      `,
    },
    /^format$/,
  );
});

test('items of an application that its handlers share', () => {
  expectReached(
    {
      'files.py': py`
        from aiohttp import web
        class Files:
            def __init__(self, root):
                self.root = root
            def locate(self, name):
                return self.root + "/" + name
            def index(self, name):
                return self.root + "/index"
        async def serve(request):
            return web.FileResponse(request.app["files"].locate(request.match_info["path"]))  # reached
        async def front(request):
            return web.FileResponse(request.app["files"].index(request.match_info["path"]))  # clean
        def create(root):
            app = web.Application()
            app["files"] = Files(root)
            app.router.add_get("/{path:.*}", serve)
            app.router.add_get("/front/{path}", front)
            return app
      `,
    },
    /^path$/,
  );
});

test('the class of an attribute that is annotated where it is set', () => {
  expectReached(
    {
      'app.py': py`
        import sqlite3
        from flask import request
        class Store:
            def __init__(self, connection):
                self.connection: sqlite3.Connection = connection
            def find(self, name):
                return self.connection.cursor().execute("SELECT a FROM b WHERE c = '" + name + "'")  # reached
            def bound(self, name):
                return self.connection.cursor().execute("SELECT a FROM b WHERE c = ?", [name])  # clean
        def show(connection):
            store = Store(connection)
            store.bound(request.args["x"])
            return store.find(request.args["x"])
      `,
    },
    /^sql$/,
  );
});
