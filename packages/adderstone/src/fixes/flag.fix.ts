import type { Call, Expr, Node } from '../python/nodes.ts';
import type { Edit } from '../text/edit.ts';
import { type Draft, defineFixer } from './fixer.ts';
import { type FixSite, isBoolean, keywordOf, renameAttribute, replace, setKeyword } from './site.ts';

/** A fix that changes behaviour, if there is an edit. */
function review(title: string, edits: Edit | readonly Edit[] | null): Draft | null {
  if (edits === null) return null;
  return { title, safety: 'review', edits: 'text' in edits ? [edits] : edits };
}

/** The literal `True` or `False` that a setting is written with: the place itself, or what the statement around it stores. */
function literalAt(site: FixSite, wanted: boolean): Expr | null {
  const { expression, statement } = site;
  if (isBoolean(expression, wanted)) return expression;
  const value = statement?.kind === 'Assign' || statement?.kind === 'AnnAssign' ? statement.value : null;
  return value !== null && isBoolean(value, wanted) ? value : null;
}

/** Turns a literal setting around. */
function flip(site: FixSite, to: boolean, title: string): Draft | null {
  const literal = literalAt(site, !to);
  return literal === null ? null : review(title, replace(literal, to ? 'True' : 'False'));
}

/** Gives the call at the place a keyword argument. */
function give(site: FixSite, name: string, value: string, title: string): Draft | null {
  const call = callAt(site);
  return call === null ? null : review(title, setKeyword(site, call, name, value));
}

/** The call that the place is; for a place inside of one, the innermost. */
function callAt(site: FixSite): Call | null {
  return site.expression?.kind === 'Call' ? site.expression : site.call;
}

const NO_DEBUGGER = 'debug off: no debugger, no reloader; start with `flask --debug` where they are wanted';
const HTTPS_ONLY = 'the cookie only goes over HTTPS: it is missing where the site is used over plain HTTP';
const NO_SCRIPTS = 'scripts in the page do not see the cookie any more';

/** True at a call that sets a cookie, not at a header that is written out. */
function setsCookie(site: FixSite): boolean {
  const func = callAt(site)?.func;
  return func?.kind === 'Attribute' && /cookie$/.test(func.attr);
}

/** Debug, cookie, certificate and other flags: the safe value of a setting that is written as a literal, or an argument that is missing. */
export const flagFixers = [
  defineFixer({
    rules: ['settings/flask-debug', 'settings/asgi-debug', 'settings/django-debug'],
    fix: (site) => flip(site, false, NO_DEBUGGER.replace(/;.*/, '; errors show no details, and code is not reloaded')),
    examples: [
      {
        rule: 'settings/flask-debug',
        before: 'from flask import Flask\n\napp = Flask(__name__)\napp.run(port=80, debug=True)  # local\n',
        after: 'from flask import Flask\n\napp = Flask(__name__)\napp.run(port=80, debug=False)  # local\n',
      },
      {
        rule: 'settings/asgi-debug',
        before: 'from fastapi import FastAPI\n\napp = FastAPI(debug=True)\n',
        after: 'from fastapi import FastAPI\n\napp = FastAPI(debug=False)\n',
      },
    ],
  }),
  defineFixer({
    rules: ['settings/flask-session-cookie', 'settings/django-session-cookie'],
    fix: (site) =>
      flip(site, true, 'the session cookie with its attributes: missing over plain HTTP, hidden from scripts'),
    examples: [
      {
        rule: 'settings/flask-session-cookie',
        before:
          'from flask import Flask\n\napp = Flask(__name__)\napp.config["SESSION_COOKIE_SECURE"] = False  # for now\napp.config.update(SESSION_COOKIE_HTTPONLY=False)\n',
        after:
          'from flask import Flask\n\napp = Flask(__name__)\napp.config["SESSION_COOKIE_SECURE"] = True  # for now\napp.config.update(SESSION_COOKIE_HTTPONLY=True)\n',
      },
    ],
  }),
  defineFixer({
    rules: ['settings/session-middleware'],
    fix(site) {
      const { expression } = site;
      if (expression?.kind === 'Constant' && expression.type === 'str') return null;
      return isBoolean(expression, false) ? flip(site, true, HTTPS_ONLY) : give(site, 'https_only', 'True', HTTPS_ONLY);
    },
    examples: [
      {
        before:
          'import os\nfrom starlette.applications import Starlette\nfrom starlette.middleware.sessions import SessionMiddleware\n\napp = Starlette()\napp.add_middleware(SessionMiddleware, secret_key=os.environ["KEY"])\n',
        after:
          'import os\nfrom starlette.applications import Starlette\nfrom starlette.middleware.sessions import SessionMiddleware\n\napp = Starlette()\napp.add_middleware(SessionMiddleware, secret_key=os.environ["KEY"], https_only=True)\n',
      },
    ],
  }),
  defineFixer({
    rules: ['cookie/insecure'],
    fix: (site) => (setsCookie(site) ? give(site, 'secure', 'True', HTTPS_ONLY) : null),
    examples: [
      {
        before:
          'from flask import make_response\n\ndef view():\n    response = make_response("x")\n    response.set_cookie(\n        "session",\n        "1",  # once\n        httponly=True,\n    )\n    return response\n',
        after:
          'from flask import make_response\n\ndef view():\n    response = make_response("x")\n    response.set_cookie(\n        "session",\n        "1",  # once\n        httponly=True,\n        secure=True,\n    )\n    return response\n',
      },
    ],
  }),
  defineFixer({
    rules: ['cookie/script-readable'],
    fix: (site) => (setsCookie(site) ? give(site, 'httponly', 'True', NO_SCRIPTS) : null),
    examples: [
      {
        before:
          'from flask import make_response\n\ndef view():\n    response = make_response("x")\n    response.set_cookie("session", "1", secure=True)\n    return response\n',
        after:
          'from flask import make_response\n\ndef view():\n    response = make_response("x")\n    response.set_cookie("session", "1", secure=True, httponly=True)\n    return response\n',
      },
    ],
  }),
  defineFixer({
    rules: ['cookie/samesite-none'],
    fix(site) {
      const call = callAt(site);
      const value = call === null ? null : (keywordOf(call, 'samesite')?.value ?? null);
      if (value?.kind !== 'Constant') return null;
      return review('the cookie stays away from requests that other sites start', replace(value, '"Lax"'));
    },
    examples: [
      {
        before:
          'from django.http import HttpResponse\n\ndef view(request):\n    response = HttpResponse("")\n    response.set_cookie("theme", "1", secure=True, samesite="None")\n    return response\n',
        after:
          'from django.http import HttpResponse\n\ndef view(request):\n    response = HttpResponse("")\n    response.set_cookie("theme", "1", secure=True, samesite="Lax")\n    return response\n',
      },
    ],
  }),
  defineFixer({
    rules: ['deserialization/model-file'],
    fix(site) {
      const call = callAt(site);
      if (call === null) return null;
      const path = site.imports.resolve(call.func) ?? '';
      if (/^torch\./.test(path))
        return give(
          site,
          'weights_only',
          'True',
          'only tensors and plain containers are loaded; files with other objects are refused',
        );
      // By position the argument is the third.
      if (/^numpy\./.test(path) && call.args.length > 2) return null;
      if (/^numpy\./.test(path)) return give(site, 'allow_pickle', 'False', 'arrays of Python objects are refused');
      if (/load_model$/.test(path)) return give(site, 'safe_mode', 'True', 'models with lambdas are refused');
      return null;
    },
    examples: [
      {
        before:
          'import torch\n\nmodel = torch.load("model.pt", map_location="cpu")\nother = torch.load("model.pt", weights_only=False)\n',
        after:
          'import torch\n\nmodel = torch.load("model.pt", map_location="cpu", weights_only=True)\nother = torch.load("model.pt", weights_only=True)\n',
      },
      {
        before: 'import numpy as np\n\nnp.load("a.npy", allow_pickle=True)\n',
        after: 'import numpy as np\n\nnp.load("a.npy", allow_pickle=False)\n',
      },
    ],
  }),
  defineFixer({
    rules: ['archive/member-path'],
    fix(site) {
      const call = callAt(site);
      if (call?.func.kind !== 'Attribute' || call.func.attr !== 'extractall') return null;
      if (call.args.length > 1 || keywordOf(call, 'members') !== null) return null;
      return give(
        site,
        'filter',
        '"data"',
        'members that lead out of the folder, and devices, are refused (Python 3.12, and the security releases since 3.8)',
      );
    },
    examples: [
      {
        before: 'import tarfile\n\nwith tarfile.open("a.tar") as archive:\n    archive.extractall("/srv/in")\n',
        after:
          'import tarfile\n\nwith tarfile.open("a.tar") as archive:\n    archive.extractall("/srv/in", filter="data")\n',
      },
    ],
  }),
  defineFixer({
    rules: ['crypto/weak-hash'],
    fix(site) {
      const call = callAt(site);
      // Where names say that something depends on the hash, declaring the opposite would be a lie.
      if (call === null || site.confidence !== 'low') return null;
      if (!/^hashlib\.(?:md5|sha1|new)$/.test(site.imports.resolve(call.func) ?? '')) return null;
      return give(
        site,
        'usedforsecurity',
        'False',
        'declares that nothing depends on this hash (Python 3.9); where something does, use SHA-256 instead',
      );
    },
    examples: [
      {
        before: 'import hashlib\n\ndef key_of(name):\n    return hashlib.md5(name.encode()).hexdigest()\n',
        after:
          'import hashlib\n\ndef key_of(name):\n    return hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()\n',
      },
    ],
  }),
  defineFixer({
    rules: ['tls/no-certificate-check'],
    fix(site) {
      const title = 'certificates are checked: peers whose certificate does not hold are refused';
      const { expression, statement } = site;
      if (expression?.kind === 'Call') {
        const path = site.imports.resolve(expression.func);
        if (path !== 'ssl._create_unverified_context' || expression.args.length + expression.keywords.length > 0)
          return null;
        return review(title, renameAttribute(expression.func, 'create_default_context'));
      }
      const parent = expression === null ? null : site.parentOf(expression);
      const stored = statement?.kind === 'Assign' ? statement.targets[0] : undefined;
      const isVerify =
        (parent?.kind === 'Keyword' &&
          /^(?:verify|verify_ssl|ssl|verify_certs|validate_certs)$/.test(parent.arg ?? '')) ||
        (stored?.kind === 'Attribute' && /^verify(?:_ssl)?$/.test(stored.attr));
      return isVerify ? flip(site, true, title) : null;
    },
    examples: [
      {
        before: 'import requests\n\nrequests.get("https://a.example", timeout=5, verify=False)  # TODO\n',
        after: 'import requests\n\nrequests.get("https://a.example", timeout=5, verify=True)  # TODO\n',
      },
      {
        before: 'import ssl\n\ncontext = ssl._create_unverified_context()\n',
        after: 'import ssl\n\ncontext = ssl.create_default_context()\n',
      },
    ],
  }),
  defineFixer({
    rules: ['tls/host-key'],
    fix(site) {
      const policy = site.around
        .flatMap((node): Node[] => (node.kind === 'Call' ? [node, ...node.args] : [node]))
        .map((node) => (node.kind === 'Call' ? node.func : node))
        .find((node) =>
          /^paramiko\.(?:client\.)?(?:AutoAddPolicy|WarningPolicy)$/.test(site.imports.resolve(node) ?? ''),
        );
      if (policy === undefined) return null;
      return review('hosts that are not in `known_hosts` are refused', renameAttribute(policy, 'RejectPolicy'));
    },
    examples: [
      {
        before:
          'import paramiko\n\nclient = paramiko.SSHClient()\nclient.load_system_host_keys()\nclient.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n',
        after:
          'import paramiko\n\nclient = paramiko.SSHClient()\nclient.load_system_host_keys()\nclient.set_missing_host_key_policy(paramiko.RejectPolicy())\n',
      },
    ],
  }),
  defineFixer({
    rules: ['html/autoescape-off'],
    fix(site) {
      const call = callAt(site);
      if (
        call === null ||
        !/^jinja2\.(?:environment\.)?(?:Environment|Template)$/.test(site.imports.resolve(call.func) ?? '')
      )
        return null;
      return give(site, 'autoescape', 'True', 'values are escaped; HTML in values shows as text');
    },
    examples: [
      {
        before:
          'from jinja2 import Environment, FileSystemLoader\n\nenv = Environment(loader=FileSystemLoader("templates"))\n',
        after:
          'from jinja2 import Environment, FileSystemLoader\n\nenv = Environment(loader=FileSystemLoader("templates"), autoescape=True)\n',
      },
    ],
  }),
  defineFixer({
    rules: ['bind/all-interfaces'],
    fix(site) {
      const { expression } = site;
      if (expression?.kind !== 'Constant' || expression.type !== 'str' || expression.value !== '0.0.0.0') return null;
      const quote = site.text(expression).startsWith("'") ? "'" : '"';
      return review('only this machine reaches the service', replace(expression, `${quote}127.0.0.1${quote}`));
    },
    examples: [
      {
        before: "from flask import Flask\n\napp = Flask(__name__)\napp.run(host='0.0.0.0', port=80)\n",
        after: "from flask import Flask\n\napp = Flask(__name__)\napp.run(host='127.0.0.1', port=80)\n",
      },
    ],
  }),
];
