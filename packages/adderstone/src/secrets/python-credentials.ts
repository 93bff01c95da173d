import type { Call, Expr, Module, Node } from '../python/nodes.ts';
import { children } from '../python/walk.ts';
import { type CredentialKind, credentialOf, probableCredentialOf } from './credential-name.ts';
import { credentialArguments } from './credential-position.ts';
import { type Evidence, isCredential, isDrawnCredential, isMadeUpPassword } from './credential-value.ts';
import type { Detection, Span } from './detection.ts';
import { findEmbedded, ruleFor, wordFor } from './embedded.ts';
import {
  elementNames,
  isAddressName,
  isPersonName,
  nameOf,
  ownedNames,
  referredNames,
  targetNames,
} from './expression-names.ts';
import { bindingOf, calledName, type Folded, fold, type Scope, scopeOf } from './fold.ts';
import { anyWithin, type Glance, glance, mayBePersonal } from './prefilter.ts';
import { scanText } from './scan-text.ts';

/** A text of the code that is known, for other scans of texts: with the names that it is bound to and the literals that it stands in. */
export interface KnownText {
  readonly text: string;
  readonly literals: readonly Span[];
  /** Names around it, innermost first: key, keyword, target, function. */
  readonly names: readonly string[];
  /** True for one literal as it stands in the file. */
  readonly plain: boolean;
  readonly isDocstring: boolean;
  readonly isNumber: boolean;
}

/**
 * Credentials of a module by name, by position and inside its texts, put together from constants.
 * @param text the file's text, which the tree's offsets refer to
 * @param seen what `glance` saw of it
 * @param see is told every known text once, for other scans
 */
export function findInPython(
  tree: Module,
  text: string,
  seen: Glance,
  see: (known: KnownText) => void,
): readonly Detection[] {
  return new Finder(text, seen, see).run(tree);
}

const DEFAULTED =
  /^(?:getenv|get|pop|setdefault|getpass|env|config|str|option|Option|Field|field|getattr|var|variable|Setting|setting|read|parameter|Parameter|Header|Query|Cookie|Body|Form|secret|Secret)$/;

/** Classes that are given the key of a service. */
const KEYED_CLASS = /(?:Client|REST|Rest|Api|API|Service|Session|Exchange|Connector|SDK)$/;

/** True for a name, or an attribute of one: half of all nodes, in which no text stands. */
function isDotted(node: Node): boolean {
  let one = node;
  while (one.kind === 'Attribute') one = one.value;
  return one.kind === 'Name';
}

class Finder {
  private readonly text: string;
  private readonly glanced: Glance;
  private readonly see: (known: KnownText) => void;
  private readonly found: Detection[] = [];
  /** Texts that were looked at as part of a larger one. */
  private readonly covered = new Set<Node>();
  /** Whether the last prompt that was waited for asks for a password. */
  private isPrompted = false;

  constructor(text: string, glanced: Glance, see: (known: KnownText) => void) {
    this.text = text;
    this.glanced = glanced;
    this.see = (known) => {
      if (mayBePersonal(known.text)) see(known);
    };
  }

  run(tree: Module): readonly Detection[] {
    const stack: { node: Node; scope: Scope | null; names: readonly string[] }[] = [
      { node: tree, scope: null, names: [] },
    ];
    const below: Node[] = [];
    while (stack.length > 0) {
      const { node, scope, names } = stack.pop() as { node: Node; scope: Scope | null; names: readonly string[] };
      let inner = scope;
      if (node.kind === 'Module' || node.kind === 'FunctionDef' || node.kind === 'ClassDef')
        inner = scopeOf(node.body, scope);
      const own = this.visit(node, inner, names);
      const called = node.kind === 'Call' ? calledName(node.func) : null;
      const inCall = called === null ? own : [...own, called];
      below.length = 0;
      children(node, below);
      for (let i = below.length - 1; i >= 0; i--) {
        const child = below[i] as Node;
        if (isDotted(child)) continue;
        stack.push({ node: child, scope: inner, names: this.namesFor(node, child, own, inCall) });
      }
    }
    return this.found;
  }

  /** The names that hold for what stands below a node; handles what the node itself says of its parts. */
  private visit(node: Node, scope: Scope | null, names: readonly string[]): readonly string[] {
    switch (node.kind) {
      case 'Assign': {
        const targets = node.targets.flatMap(targetNames);
        for (const name of targets) this.named(name, node.value, scope);
        for (const target of node.targets) this.unpacked(target, node.value, scope);
        return targets.length > 0 ? node.targets.flatMap(ownedNames) : node.targets.flatMap(elementNames);
      }
      case 'AnnAssign':
      case 'AugAssign':
      case 'NamedExpr': {
        const targets = targetNames(node.target);
        if (node.kind === 'AugAssign' && node.target.kind === 'Name') {
          // The whole is judged where the name is bound; the last part is where it is complete.
          for (const name of targets) this.named(name, node.target, scope);
        } else if (node.value !== null) for (const name of targets) this.named(name, node.value, scope);
        return targets;
      }
      case 'Keyword':
        if (node.arg !== null) this.named(node.arg, node.value, scope);
        return node.arg === null ? names : [node.arg, ...names];
      case 'Dict':
        for (const [i, key] of node.keys.entries()) {
          const name = key === null ? null : nameOf(key, scope);
          if (name !== null) this.named(name, node.values[i] as Expr, scope);
        }
        this.nameAndValue(node, scope);
        return names;
      case 'Arguments':
        this.defaults(node, scope);
        return names;
      case 'BoolOp':
        // `os.environ.get("API_SECRET") or "…"`, whatever it is bound to.
        if (node.op === 'or')
          for (const name of referredNames(node.values[0] as Expr))
            for (const value of node.values.slice(1)) this.named(name, value, scope, false);
        return names;
      case 'For':
        this.iterated(node.target, node.iter, scope);
        return names;
      case 'Compare':
        this.comparison(node, scope);
        return [...[node.left, ...node.comparators].flatMap(referredNames), ...names];
      case 'Call':
        this.call(node, scope, names);
        return names;
      case 'Tuple':
      case 'List':
        this.pair(node.elts, scope);
        this.commandLine(node.elts, scope);
        this.text_(node, scope, names);
        return names;
      case 'Return':
        return names;
      case 'FunctionDef': {
        const name = node.name.replace(/^_+|^(?:get|load|fetch|read|default|build|make)_/g, '');
        for (const statement of node.body)
          if (statement.kind === 'Return' && statement.value !== null && credentialOf(name) !== null)
            this.named(name, statement.value, scope, false);
        return [];
      }
      case 'ClassDef':
        return [];
      case 'ExprStmt':
        if (node.value.kind === 'Constant' && node.value.type === 'str') {
          this.covered.add(node.value);
          const docstring = { text: node.value.value as string, literals: [node.value], plain: true };
          if (this.isWorthALook(docstring)) this.embedded(docstring, 'prose', glance(docstring.text));
          this.see({
            text: node.value.value as string,
            literals: [node.value],
            names: [],
            plain: true,
            isDocstring: true,
            isNumber: false,
          });
        }
        return [];
      default:
        this.text_(node, scope, names);
        return names;
    }
  }

  /** @param inCall the names with that of the function, for the arguments of a call */
  private namesFor(node: Node, child: Node, names: readonly string[], inCall: readonly string[]): readonly string[] {
    if (node.kind === 'Dict') {
      const index = node.values.indexOf(child as Expr);
      const key = index < 0 ? null : (node.keys[index] ?? null);
      const name = key?.kind === 'Constant' && typeof key.value === 'string' ? key.value : null;
      if (name === null) return names;
      return isAddressName(name) && node.keys.some((one) => one?.kind === 'Constant' && isPersonName(one.value))
        ? [name, 'user', ...names]
        : [name, ...names];
    }
    if (node.kind === 'Arguments') {
      const positional = [...node.posonlyargs, ...node.args];
      const index = node.defaults.indexOf(child as Expr);
      const only = node.kwDefaults.indexOf(child as Expr);
      const named =
        index >= 0
          ? positional[positional.length - node.defaults.length + index]
          : only >= 0
            ? node.kwonlyargs[only]
            : undefined;
      return named === undefined ? names : [named.arg, ...names];
    }
    if (node.kind === 'Call' && child !== node.func) {
      if (child.kind === 'Keyword' && isAddressName(child.arg) && node.keywords.some(({ arg }) => isPersonName(arg)))
        return ['user', ...names];
      return inCall;
    }
    return names;
  }

  /** Looks at a text on its own: formats of providers in what is put together, addresses, headers, options. */
  private text_(node: Node, scope: Scope | null, names: readonly string[]): void {
    if (this.covered.has(node)) return;
    switch (node.kind) {
      case 'Constant':
        if (node.type === 'float') {
          const written = this.text.slice(node.start, node.end);
          if (/^\d{1,3}\.\d{4,}$/.test(written))
            this.see({ text: written, literals: [node], names, plain: false, isDocstring: false, isNumber: true });
          return;
        }
        if (typeof node.value === 'number' && node.type === 'int') {
          if (node.value >= 1e6)
            this.see({
              text: String(node.value),
              literals: [node],
              names,
              plain: false,
              isDocstring: false,
              isNumber: true,
            });
          return;
        }
        if (typeof node.value === 'bigint') {
          this.see({
            text: String(node.value).slice(0, 40),
            literals: [node],
            names,
            plain: false,
            isDocstring: false,
            isNumber: true,
          });
          return;
        }
        if (typeof node.value !== 'string' || node.value.length < 4) return;
        break;
      case 'JoinedStr':
      case 'BinOp':
      case 'Call':
      case 'Subscript':
        break;
      default:
        return;
    }
    const folded = fold(node, scope);
    if (folded === null || folded.text.length < 4) return;
    if (node.kind !== 'Constant') cover(node, this.covered);
    this.seen(folded, names);
  }

  private seen(folded: Folded, names: readonly string[]): void {
    if (folded.text.length >= 8 && this.isWorthALook(folded)) {
      const glanced = glance(folded.text);
      const [first] = folded.literals;
      // A literal of one piece without escapes was seen by the scan of the file's text.
      if (
        !folded.plain ||
        first === undefined ||
        isJoined(this.text, first) ||
        this.text.slice(first.start, first.end).includes('\\')
      )
        this.formats(folded, glanced);
      this.embedded(folded, 'string', glanced);
    }
    this.see({ ...folded, names, isDocstring: false, isNumber: false });
  }

  /** Whether the glance at the file saw anything in a literal; what is put together is always looked at. */
  private isWorthALook(folded: Folded): boolean {
    const [literal] = folded.literals;
    if (!folded.plain || literal === undefined) return true;
    const { start, end } = literal;
    const { nameEnds, constructionEnds } = this.glanced;
    if (anyWithin(nameEnds, start, end) || anyWithin(constructionEnds, start, end)) return true;
    if (folded.text.includes('://')) return true;
    // Escapes and pieces may hide a word from the glance at the file.
    return end - start > folded.text.length + 6 + 2;
  }

  private formats(folded: Folded, glanced: Glance): void {
    for (const span of scanText(folded.text, glanced)) {
      if (this.stands(folded, span) && folded.plain) continue;
      this.found.push({
        rule: span.kind === 'private-key' ? 'secret/private-key' : 'secret/provider-key',
        kind: span.kind,
        what: article(span.title),
        spans: folded.literals,
        name: null,
        prefix: '',
        length: span.end - span.start,
        certainty: span.certainty,
        site: 'code',
      });
    }
  }

  /** Whether a part of a plain literal stands in the file character for character. */
  private stands(folded: Folded, span: Span): boolean {
    const literal = folded.literals[0] as Span;
    return this.text.slice(literal.start, literal.end).includes(folded.text.slice(span.start, span.end));
  }

  private embedded(folded: Folded, kind: 'string' | 'prose', glanced: Glance): void {
    for (const one of findEmbedded(folded.text, kind, glanced)) {
      const value = folded.text.slice(one.start, one.end);
      this.found.push({
        ...one,
        spans: this.place(folded, value),
        prefix: '',
        length: value.length,
        certainty: 'named',
        site: kind === 'prose' ? 'docstring' : 'code',
      });
    }
  }

  /** Where a value of a folded text stands in the file: exactly where it can be told, else all literals that it may be made of. */
  private place(folded: Folded, value: string): readonly Span[] {
    for (const literal of folded.literals) {
      const at = this.text.slice(literal.start, literal.end).indexOf(value);
      if (at >= 0 && value.length >= 3) return [{ start: literal.start + at, end: literal.start + at + value.length }];
    }
    return folded.literals;
  }

  /** A value under a name. */
  private named(name: string, value: Expr, scope: Scope | null, follow = true): void {
    const credential = credentialOf(name);
    if (credential === null) {
      if (/(?:^|_)auth$|credentials$|^login$/i.test(name)) this.authPair(value, scope);
      else this.probable(name, value, scope);
      return;
    }
    if (credential.many || value.kind === 'List' || value.kind === 'Set' || value.kind === 'Tuple') {
      if (value.kind === 'List' || value.kind === 'Set' || value.kind === 'Tuple') {
        for (const one of value.elts) this.judge(one, credential.kind, 'named', [name], scope);
        return;
      }
      if (value.kind === 'Dict') {
        for (const [i, one] of value.values.entries()) {
          const key = value.keys[i];
          const own = key == null ? null : nameOf(key, scope);
          if (key?.kind === 'Constant' && own !== null && isDrawnCredential(own, [name]))
            this.judge(key, credential.kind, 'named', [name], scope);
          if (own === null || credentialOf(own) === null)
            this.judge(one, credential.kind, 'named', own === null ? [name] : [name, own], scope);
        }
        return;
      }
    }
    // A name for a value that has its own name is judged there.
    if (!follow && value.kind === 'Name') return;
    this.judge(value, credential.kind, credential.exact ? 'exact' : 'named', [name], scope);
  }

  /** A literal under a name that may be of a credential. */
  private probable(name: string, value: Expr, scope: Scope | null): void {
    if (value.kind !== 'Constant' || (value.type !== 'str' && value.type !== 'bytes')) return;
    const kind = probableCredentialOf(name);
    if (kind === null) return;
    const text = value.value as string;
    if (kind === 'password' ? isMadeUpPassword(text, [name]) : isDrawnCredential(text, [name]))
      this.judge(value, kind, 'named', [name], scope);
  }

  /** `auth=("user", "password")`. */
  private authPair(value: Expr, scope: Scope | null): void {
    if ((value.kind === 'Tuple' || value.kind === 'List') && value.elts.length === 2) {
      const user = fold(value.elts[0] as Expr, scope)?.text;
      // `auth=(API_KEY, "")`: services that take the key for a user and anything for its password.
      const given = fold(value.elts[1] as Expr, scope)?.text;
      const isEmpty = value.elts[1]?.kind === 'Constant' && /^(?:x?|api_?token|unused|password)$/i.test(given ?? '');
      if (isEmpty && user !== undefined && isDrawnCredential(user, ['auth'])) {
        this.judge(value.elts[0] as Expr, 'key', 'position', ['auth'], scope);
        return;
      }
      this.judge(value.elts[1] as Expr, 'password', 'position', user === undefined ? ['auth'] : ['auth', user], scope);
      return;
    }
    this.judge(value, 'pair', 'position', ['auth'], scope);
  }

  private judge(
    value: Expr,
    kind: CredentialKind,
    evidence: Evidence,
    names: readonly string[],
    scope: Scope | null,
  ): void {
    switch (value.kind) {
      case 'BoolOp':
        for (const one of value.values) this.judge(one, kind, evidence, names, scope);
        return;
      case 'IfExp':
        this.judge(value.body, kind, evidence, names, scope);
        this.judge(value.orelse, kind, evidence, names, scope);
        return;
      case 'Lambda':
        this.judge(value.body, kind, evidence, names, scope);
        return;
      case 'NamedExpr':
      case 'Await':
        this.judge(value.value, kind, evidence, names, scope);
        return;
      case 'Call': {
        const folded = fold(value, scope);
        if (folded !== null) break;
        this.defaultOf(value, kind, evidence, names, scope);
        return;
      }
      case 'Name':
        // Bound once elsewhere in sight: only a position says more of it than its own name, unless that says that it is made up.
        if (evidence !== 'position' && credentialOf(value.id) !== null) return;
        if (/dummy|fake|mock|example|sample|placeholder|test/i.test(value.id)) return;
        break;
      default:
        break;
    }
    const folded = fold(value, scope);
    if (folded === null) return;
    if (!isCredential(folded.text, kind, evidence, names)) return;
    this.found.push({
      rule: ruleFor(kind),
      kind,
      what: `a ${wordFor(kind)}`,
      spans: inside(this.text, folded),
      name: names[0] ?? null,
      prefix: '',
      length: folded.text.length,
      certainty: 'named',
      site: 'code',
    });
  }

  /** The literal that a call gives when nothing else is set: `getenv("X", "literal")`, `field(default="literal")`. */
  private defaultOf(
    call: Call,
    kind: CredentialKind,
    evidence: Evidence,
    names: readonly string[],
    scope: Scope | null,
  ): void {
    const called = calledName(call.func);
    if (called === null) return;
    for (const { arg, value } of call.keywords)
      if (arg === 'default' || arg === 'fallback' || arg === 'initial' || arg === 'default_value' || arg === 'value')
        this.judge(value, kind, evidence, names, scope);
      else if (arg === 'default_factory' && value.kind === 'Lambda')
        this.judge(value.body, kind, evidence, names, scope);
    if (DEFAULTED.test(called)) {
      const position = /^(?:Field|Option|Parameter|Header|Query|Cookie|Body|Form|Secret|secret)$/.test(called) ? 0 : 1;
      const given = call.args[position];
      const asked = call.args[0];
      const own = position === 1 && asked?.kind === 'Constant' && typeof asked.value === 'string' ? [asked.value] : [];
      if (given !== undefined) this.judge(given, kind, evidence, [...names, ...own], scope);
    }
  }

  private unpacked(target: Expr, value: Expr, scope: Scope | null): void {
    if ((target.kind !== 'Tuple' && target.kind !== 'List') || (value.kind !== 'Tuple' && value.kind !== 'List'))
      return;
    if (target.elts.length !== value.elts.length) return;
    for (const [i, one] of target.elts.entries())
      for (const name of targetNames(one)) this.named(name, value.elts[i] as Expr, scope);
  }

  /** `for user, password in [("anna", "…")]`, `for user, password in {"anna": "…"}.items()`, `for password in ["…"]`. */
  private iterated(target: Expr, iter: Expr, scope: Scope | null): void {
    const isItems = iter.kind === 'Call' && iter.func.kind === 'Attribute' && iter.func.attr === 'items';
    const from = isItems && iter.func.kind === 'Attribute' ? iter.func.value : iter;
    const [bound, more] = from.kind === 'Name' ? (bindingOf(from.id, scope) ?? []) : [from];
    if (bound === undefined || more !== undefined) return;
    if (bound.kind === 'Dict') {
      const [, name] = isItems && target.kind === 'Tuple' ? target.elts.map((one) => targetNames(one)[0]) : [];
      if (name !== undefined) for (const value of bound.values) this.named(name, value, scope);
    } else if (bound.kind === 'List' || bound.kind === 'Tuple' || bound.kind === 'Set') {
      for (const value of bound.elts)
        if (target.kind === 'Name') this.named(target.id, value, scope);
        else this.unpacked(target, value, scope);
    }
  }

  private defaults(node: Extract<Node, { kind: 'Arguments' }>, scope: Scope | null): void {
    const positional = [...node.posonlyargs, ...node.args];
    const first = positional.length - node.defaults.length;
    node.defaults.forEach((value, i) => {
      const name = positional[first + i]?.arg;
      if (name !== undefined) this.named(name, value, scope);
    });
    node.kwonlyargs.forEach(({ arg }, i) => {
      const value = node.kwDefaults[i];
      if (value != null) this.named(arg, value, scope);
    });
  }

  private comparison(node: Extract<Node, { kind: 'Compare' }>, scope: Scope | null): void {
    const sides = [node.left, ...node.comparators];
    for (let i = 0; i + 1 < sides.length; i++) {
      const operator = node.ops[i];
      const [left, right] = [sides[i] as Expr, sides[i + 1] as Expr];
      if (operator === '==' || operator === '!=' || operator === 'is') {
        for (const [named, value] of [
          [left, right],
          [right, left],
        ] as const)
          for (const name of referredNames(named)) this.compared(name, value, scope);
      } else if (operator === 'in' || operator === 'not in') {
        if (right.kind === 'Tuple' || right.kind === 'List' || right.kind === 'Set')
          for (const name of referredNames(left)) for (const value of right.elts) this.compared(name, value, scope);
      }
    }
  }

  private compared(name: string, value: Expr, scope: Scope | null): void {
    const credential = credentialOf(name);
    if (credential === null || value.kind === 'Name') return;
    if (credential.kind === 'password') this.lookedUp(name, value, scope);
    // Tokens of parsers are compared with signs and words: only what looks drawn is one here.
    this.judge(
      value,
      credential.kind,
      credential.kind === 'password' && credential.exact ? 'exact' : 'named',
      [name],
      scope,
    );
  }

  /** `PEOPLE[name] == password`, `PEOPLE.get(name) == password`: the values of a literal of users are passwords. */
  private lookedUp(name: string, value: Expr, scope: Scope | null): void {
    const from =
      value.kind === 'Subscript'
        ? value.value
        : value.kind === 'Call' && value.func.kind === 'Attribute' && value.func.attr === 'get'
          ? value.func.value
          : null;
    if (from?.kind !== 'Name') return;
    const [bound, more] = bindingOf(from.id, scope) ?? [];
    if (bound?.kind !== 'Dict' || more !== undefined) return;
    for (const one of bound.values) if (one.kind === 'Constant') this.judge(one, 'password', 'named', [name], scope);
  }

  private call(node: Call, scope: Scope | null, names: readonly string[]): void {
    const called = calledName(node.func);
    if (called === null) {
      this.text_(node, scope, names);
      return;
    }
    if (/^(?:date|datetime|Date)$/.test(called)) this.date(node, names);
    if (/b64encode$/.test(called) && node.args[0] !== undefined)
      this.judge(node.args[0], 'pair', 'position', ['auth'], scope);
    this.drawnPair(node, called, scope);
    for (const { value, kind, name } of credentialArguments(node, called))
      if (kind === 'pair' && (value.kind === 'List' || value.kind === 'Tuple')) this.authPair(value, scope);
      else this.judge(value, kind, 'position', [name], scope);
    this.prompted(node, called, scope);
    this.typed(node, called);
    const [first, second] = node.args;
    if (first !== undefined && second !== undefined) {
      const name = nameOf(first, scope);
      if (
        name !== null &&
        /^(?:get|getenv|setdefault|set|setenv|putenv|env|config|str|pop|setattr|update|put|add|append|header|add_header|putheader|set_secret|write|getattr|option|__setitem__|set_config|setProperty|insert|store|default|DEFINE_string)$/.test(
          called,
        )
      )
        this.named(name, called === 'setattr' || called === 'getattr' ? (node.args[2] ?? second) : second, scope);
      const attribute = nameOf(second, scope);
      const third = node.args[2];
      if (third !== undefined && attribute !== null && /^(?:setattr|getattr|set|get|hset|set_config)$/.test(called))
        this.named(attribute, third, scope);
    }
    if (
      /^(?:compare_digest|constant_time_compare|safe_str_cmp|eq|assertEqual)$/.test(called) &&
      first !== undefined &&
      second !== undefined
    ) {
      for (const [named, value] of [
        [first, second],
        [second, first],
      ] as const)
        for (const name of referredNames(named)) {
          const credential = credentialOf(name);
          if (credential !== null && called !== 'assertEqual')
            this.judge(value, credential.kind, 'position', [name], scope);
        }
      if (called !== 'assertEqual')
        for (const value of [first, second])
          if (fold(value, scope) !== null) this.judge(value, 'secret', 'position', [called], scope);
    }
    // `add_argument("--password", default="…")`, `config("PASSWORD", default="…")`, `Setting("password", value="…")`.
    const name =
      node.keywords.length === 0
        ? undefined
        : node.args
            .slice(0, 3)
            .map((one) => nameOf(one, scope)?.replace(/^-+/, ''))
            .find((one) => one !== undefined && credentialOf(one) !== null);
    if (name !== undefined) {
      for (const { arg, value } of node.keywords)
        if (arg !== null && /^(?:default|fallback|value|const|initial|envvar_default)$/.test(arg))
          this.named(name, value, scope);
    }
    if (node.keywords.length > 0) {
      this.webKey(
        node.keywords.find(({ arg }) => arg === 'kty')?.value,
        node.keywords.find(({ arg }) => arg === 'k')?.value,
        scope,
      );
      const alias = node.keywords.find(({ arg }) => arg === 'name' || arg === 'key' || arg === 'Name');
      const given = node.keywords.find(({ arg }) => arg === 'value' || arg === 'Value' || arg === 'default');
      const own = alias === undefined ? null : nameOf(alias.value, scope);
      if (own !== null && given !== undefined) this.named(own, given.value, scope);
    }
    this.text_(node, scope, names);
  }

  /** `{"name": "DB_PASSWORD", "value": "…"}`, as containers and functions in clouds are given their environment. */
  private nameAndValue(node: Extract<Expr, { kind: 'Dict' }>, scope: Scope | null): void {
    if (node.keys.length > 6) return;
    const at = (wanted: RegExp): Expr | undefined =>
      node.values[
        node.keys.findIndex(
          (key) => key?.kind === 'Constant' && typeof key.value === 'string' && wanted.test(key.value),
        )
      ];
    this.webKey(at(/^kty$/), at(/^k$/), scope);
    const key = at(/^key$/);
    if (key?.kind === 'Constant' && typeof key.value === 'string' && at(/^(?:user|username|account|client_?id)$/i))
      if (isDrawnCredential(key.value, [])) this.judge(key, 'key', 'named', ['key'], scope);
    const [own, value] = [at(/^(?:name|key|env|variable)$/i), at(/^value$/i)];
    if (own === undefined || value === undefined) return;
    const name = nameOf(own, scope);
    if (name !== null) this.named(name, value, scope);
  }

  /** `Client("…", "…")` with two texts that are drawn: the identifier of a key, and the key. */
  private drawnPair(node: Call, called: string, scope: Scope | null): void {
    const [first, second] = node.args;
    if (first?.kind !== 'Constant' || second?.kind !== 'Constant' || !KEYED_CLASS.test(called)) return;
    if (typeof first.value !== 'string' || typeof second.value !== 'string') return;
    if (isDrawnCredential(first.value, []) && isDrawnCredential(second.value, []))
      this.judge(second, 'secret', 'position', [called], scope);
  }

  /** The secret of a symmetric JSON Web Key (RFC 7518, section 6.4.1). */
  private webKey(type: Expr | undefined, value: Expr | undefined, scope: Scope | null): void {
    if (type?.kind === 'Constant' && type.value === 'oct' && value !== undefined)
      this.judge(value, 'key', 'position', ['k'], scope);
  }

  /** `child.expect("password:")`, then `child.sendline("…")`; `read_until` and `write` of telnetlib. */
  private prompted(node: Call, called: string, scope: Scope | null): void {
    const [first] = node.args;
    if (first === undefined) return;
    if (/^(?:expect|expect_exact|expect_list|read_until)$/.test(called)) {
      const prompt = fold(first, scope)?.text ?? '';
      this.isPrompted = /assw(?:or[dt]|d)|passphrase|mot de passe|contrase/i.test(prompt);
    } else if (this.isPrompted && /^(?:sendline|send|write|sendall)$/.test(called)) {
      this.isPrompted = false;
      const answer = fold(first, scope);
      const text = answer === null || answer.text.length > 200 ? '' : answer.text.replace(/[\r\n]{1,4}$/, '');
      this.judgeText(first, text, 'password', scope);
    }
  }

  /** A part of what an expression gives, at a place for a credential. */
  private judgeText(node: Expr, text: string, kind: CredentialKind, scope: Scope | null = null): void {
    const folded = fold(node, scope);
    if (folded === null || !isCredential(text, kind, 'position', [])) return;
    this.found.push({
      rule: ruleFor(kind),
      kind,
      what: `a ${wordFor(kind)}`,
      spans: inside(this.text, folded),
      name: null,
      prefix: '',
      length: text.length,
      certainty: 'named',
      site: 'code',
    });
  }

  /** `find_element(By.ID, "password").send_keys("…")`, `page.fill("#password", "…")`: what is typed into a field for a password. */
  private typed(node: Call, called: string): void {
    if (!/^(?:send_keys|fill|type|press_sequentially|input_text|set_value)$/.test(called)) return;
    const { func } = node;
    const field =
      called === 'send_keys' || node.args.length < 2
        ? func.kind === 'Attribute' && func.value.kind === 'Call'
          ? func.value.args.at(-1)
          : undefined
        : node.args.at(-2);
    const value = node.args.at(-1);
    if (field?.kind !== 'Constant' || typeof field.value !== 'string' || value?.kind !== 'Constant') return;
    const name = /(?:^|[^a-z])(pass(?:word|wd|wort|code|phrase)|pwd)(?![a-z])/i.exec(field.value)?.[1];
    if (name !== undefined) this.judge(value, 'password', 'exact', [name], null);
  }

  /** `date(1984, 3, 12)` as a text. */
  private date(node: Call, names: readonly string[]): void {
    const [year, month, day] = node.args.map((one) =>
      one.kind === 'Constant' && typeof one.value === 'number' ? one.value : null,
    );
    if (year == null || month == null || day == null) return;
    const text = [String(year), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
    this.see({ text, literals: [node], names, plain: false, isDocstring: false, isNumber: true });
  }

  /** `("password", "…")` among pairs. */
  private pair(elements: readonly Expr[], scope: Scope | null): void {
    if (elements.length !== 2) return;
    const [first, second] = elements as [Expr, Expr];
    const name = first.kind === 'Constant' ? nameOf(first, scope) : null;
    const credential = name === null ? null : credentialOf(name);
    if (name === null || credential === null || second.kind !== 'Constant') return;
    this.judge(second, credential.kind, 'named', [name], scope);
  }

  /** `["tool", "--password", "…"]`. */
  private commandLine(elements: readonly Expr[], scope: Scope | null): void {
    for (let i = 0; i + 1 < elements.length; i++) {
      const option = elements[i] as Expr;
      if (option.kind !== 'Constant' || typeof option.value !== 'string' || !option.value.startsWith('-')) continue;
      // `sshpass -psecret`, as a list.
      if (
        /^-p[^\s=]{4,}$/.test(option.value) &&
        elements.some((one) => one.kind === 'Constant' && /^(?:sshpass|mysql\w*)$/.test(String(one.value)))
      )
        this.judgeText(option, option.value.slice(2), 'password');
      const name = option.value.replace(/^-+/, '');
      const next = elements[i + 1] as Expr;
      const credential = credentialOf(name);
      if (credential !== null) this.judge(next, credential.kind, 'position', [name], scope);
      else if (name === 'u' || name === 'user') this.judge(next, 'pair', 'position', ['user'], scope);
      else if (
        name === 'p' &&
        elements.some((one) => one.kind === 'Constant' && /^(?:sshpass|docker|mysql\w*)$/.test(String(one.value)))
      )
        this.judge(next, 'password', 'position', ['password'], scope);
    }
  }
}

/** Marks the texts below an expression as part of it. */
function cover(node: Node, covered: Set<Node>): void {
  const stack: Node[] = [];
  children(node, stack);
  while (stack.length > 0) {
    const one = stack.pop() as Node;
    if (one.kind === 'Constant' || one.kind === 'BinOp' || one.kind === 'JoinedStr' || one.kind === 'Subscript')
      covered.add(one);
    if (one.kind === 'Call' && one !== node) continue;
    children(one, stack);
  }
}

/** True when a literal is put together from several by standing side by side. */
function isJoined(text: string, literal: Span): boolean {
  return /["'][\s\\]{0,200}[rbuRBU]{0,2}["']/.test(
    text.slice(literal.start + 1, Math.min(literal.end - 1, literal.start + 4000)),
  );
}

/** The insides of the quotes of literals, so that masking leaves the code readable. */
function inside(text: string, folded: Folded): readonly Span[] {
  return folded.literals.map((literal) => {
    const source = text.slice(literal.start, literal.end);
    if (folded.plain) {
      const at = source.indexOf(folded.text);
      if (at >= 0 && folded.text.length > 0)
        return { start: literal.start + at, end: literal.start + at + folded.text.length };
    }
    const open = /^[a-z]{0,2}(?:"""|'''|"|')/i.exec(source)?.[0];
    if (open === undefined) return { start: literal.start, end: literal.end };
    const quote = open.replace(/^[a-z]*/i, '');
    return source.endsWith(quote) && source.length >= open.length + quote.length
      ? { start: literal.start + open.length, end: literal.end - quote.length }
      : { start: literal.start, end: literal.end };
  });
}

/** A title with its article. */
export function article(title: string): string {
  return `${/^(?:[AEFHILMNORSX](?=[A-Z])|[aeioAEIO])/.test(title) ? 'an' : 'a'} ${title}`;
}
