import type { Call, Expr, Node } from '../python/nodes.ts';
import type { Edit } from '../text/edit.ts';
import { type Draft, defineFixer } from './fixer.ts';
import { below, calledName, type FixSite, keywordOf, renameAttribute, replace } from './site.ts';

/** Functions of `random` and how the same is had from the operating system's generator. */
function fromSystem(site: FixSite, call: Call, path: string): readonly Edit[] | null {
  const name = path.slice('random.'.length);
  const plain = call.keywords.length === 0 && call.args.every((one) => one.kind !== 'Starred');
  const simple: Readonly<Record<string, string>> = {
    choice: 'choice',
    getrandbits: 'randbits',
    randrange: 'randbelow',
  };
  const known = simple[name];
  if (known !== undefined && plain && call.args.length === 1) {
    const secrets = site.imports.module('secrets', call.start);
    if (secrets !== null) return [...secrets.edits, replace(call.func, `${secrets.name}.${known}`)];
  }
  if (call.func.kind !== 'Attribute') {
    const secrets = site.imports.module('secrets', call.start);
    return secrets === null ? null : [...secrets.edits, replace(call.func, `${secrets.name}.SystemRandom().${name}`)];
  }
  return [replace(call.func, `${site.text(call.func.value)}.SystemRandom().${name}`)];
}

const DRAWING = /^random\.(?:random|randrange|randint|randbytes|choice|choices|sample|uniform|triangular|getrandbits)$/;

const random = defineFixer({
  rules: ['crypto/insecure-random'],
  fix(site): Draft | null {
    const { statement } = site;
    if (statement === null) return null;
    const calls = below(statement, 'Call');
    const seeded = below(site.tree, 'Call').some((call) => site.imports.resolve(call.func) === 'random.seed');
    if (seeded) return null;
    const edits: Edit[] = [];
    for (const call of calls) {
      const path = site.imports.resolve(call.func);
      if (path === null || !DRAWING.test(path)) continue;
      const one = fromSystem(site, call, path);
      if (one === null) return null;
      edits.push(...one);
    }
    return edits.length === 0 ? null : { title: 'drawn by the operating system’s generator', safety: 'safe', edits };
  },
  examples: [
    {
      before: `"""Tokens."""
import random
import string

token = random.getrandbits(128)  # for one day
otp = random.randint(100000, 999999)


def make_password():
    return "".join(random.choice(string.ascii_letters) for _ in range(20))
`,
      after: `"""Tokens."""
import random
import secrets
import string

token = secrets.randbits(128)  # for one day
otp = random.SystemRandom().randint(100000, 999999)


def make_password():
    return "".join(secrets.choice(string.ascii_letters) for _ in range(20))
`,
    },
    {
      before: `from random import choice, randint

password = "".join(choice("abc") for _ in range(9))
session_id = str(randint(0, 9))
`,
      after: `import secrets
from random import choice, randint

password = "".join(secrets.choice("abc") for _ in range(9))
session_id = str(secrets.SystemRandom().randint(0, 9))
`,
    },
  ],
});

const compare = defineFixer({
  rules: ['crypto/digest-compare'],
  fix(site): Draft | null {
    const { expression } = site;
    if (expression?.kind !== 'Compare' || expression.ops.length !== 1) return null;
    const operator = expression.ops[0];
    const right = expression.comparators[0] as Expr;
    if ((operator !== '==' && operator !== '!=') || !site.isPlainLine(expression.start, expression.end)) return null;
    if (expression.left.kind === 'Starred' || [expression.left, right].some(({ kind }) => kind === 'Tuple'))
      return null;
    const hmac = site.imports.module('hmac', expression.start);
    if (hmac === null) return null;
    const code = `${hmac.name}.compare_digest(${site.text(expression.left)}, ${site.text(right)})`;
    return {
      title:
        'compared in constant time; raises `TypeError` where a side is None, or where one is text and the other bytes',
      safety: 'review',
      edits: [...hmac.edits, replace(expression, operator === '==' ? code : `not ${code}`)],
    };
  },
  examples: [
    {
      before: `import hashlib
import hmac


def check(key, message, given):
    wanted = hmac.new(key, message, hashlib.sha256).hexdigest()
    if wanted != given:
        raise PermissionError
`,
      after: `import hashlib
import hmac


def check(key, message, given):
    wanted = hmac.new(key, message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(wanted, given):
        raise PermissionError
`,
    },
  ],
});

const yaml = defineFixer({
  rules: ['deserialization/yaml'],
  fix(site): Draft | null {
    const call = site.expression?.kind === 'Call' ? site.expression : site.call;
    if (call === null) return null;
    const name = /^(?:unsafe_|full_)?(load(?:_all)?)$/.exec(calledName(call));
    const path = site.imports.resolve(call.func);
    if (name === null || path === null || !/^yaml\.\w+$/.test(path)) return null;
    const loader = keywordOf(call, 'Loader')?.value ?? call.args[1] ?? null;
    if (call.keywords.some((one) => one.arg === null)) return null;
    if (loader === null) {
      const renamed = callSafe(site, call, `safe_${name[1]}`);
      if (renamed === null) return null;
      return calledName(call).startsWith('load')
        ? {
            title:
              'only plain data is built (PyYAML 6 refuses the call without `Loader`); documents with Python objects are refused',
            safety: 'safe',
            edits: renamed,
          }
        : {
            title: 'only plain data is built; documents with tuples and objects of Python are refused',
            safety: 'review',
            edits: renamed,
          };
    }
    const chosen = site.imports.resolve(loader);
    if (chosen === null || !/^yaml\.(?:loader\.|cyaml\.)?C?(?:Unsafe|Full)?Loader$/.test(chosen)) return null;
    const safe = /\.C/.test(chosen) ? 'CSafeLoader' : 'SafeLoader';
    const renamed = renameAttribute(loader, safe);
    const edits = renamed === null ? viaModule(site, loader, safe) : [renamed];
    return edits === null
      ? null
      : {
          title: 'only plain data is built; documents with tuples and objects of Python are refused',
          safety: 'review',
          edits,
        };
  },
  examples: [
    {
      before: `import yaml


def read(stream, other):
    first = yaml.load(stream)  # plain
    return first, yaml.load(other, Loader=yaml.FullLoader), list(yaml.unsafe_load_all(other))
`,
      after: `import yaml


def read(stream, other):
    first = yaml.safe_load(stream)  # plain
    return first, yaml.load(other, Loader=yaml.SafeLoader), list(yaml.safe_load_all(other))
`,
    },
    {
      before: `from yaml import CLoader, load


def read(stream):
    return load(stream, CLoader), load(stream)
`,
      after: `import yaml
from yaml import CLoader, load


def read(stream):
    return load(stream, yaml.CSafeLoader), yaml.safe_load(stream)
`,
    },
  ],
});

/** The callee under another name of the same module. */
function callSafe(site: FixSite, call: Call, name: string): readonly Edit[] | null {
  const renamed = renameAttribute(call.func, name);
  return renamed === null ? viaModule(site, call.func, name) : [renamed];
}

/** A name that was imported from `yaml`, as an attribute of the module instead. */
function viaModule(site: FixSite, node: Node, name: string): readonly Edit[] | null {
  const module = site.imports.module('yaml', node.start);
  return module === null ? null : [...module.edits, replace(node, `${module.name}.${name}`)];
}

const evaluation = defineFixer({
  rules: ['code/eval', 'code/eval-use'],
  fix(site): Draft | null {
    const call = site.around.findLast(
      (node): node is Call => node.kind === 'Call' && node.func.kind === 'Name' && node.func.id === 'eval',
    );
    if (call === undefined || call.args.length !== 1 || call.keywords.length > 0) return null;
    if (site.imports.pathOf('eval') !== null || call.args[0]?.kind === 'Starred') return null;
    const ast = site.imports.module('ast', call.start);
    if (ast === null) return null;
    return {
      title: 'only literals are read; names, calls and operators raise `ValueError`',
      safety: 'review',
      edits: [...ast.edits, replace(call.func, `${ast.name}.literal_eval`)],
    };
  },
  examples: [
    {
      rule: 'code/eval',
      before: `from flask import request


def view():
    return {"value": eval(request.args["v"])}
`,
      after: `import ast
from flask import request


def view():
    return {"value": ast.literal_eval(request.args["v"])}
`,
    },
  ],
});

/** Values, calls and comparisons that have a drop-in replacement. */
export const valueFixers = [random, compare, yaml, evaluation];
