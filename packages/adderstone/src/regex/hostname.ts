import { childrenOf, type PatternNode, type PatternSpan } from './node.ts';
import type { Pattern } from './pattern.ts';

/** An unescaped `.` in a host name, which matches any character: `host` is the name as it was meant. */
export interface OpenDot {
  readonly span: PatternSpan;
  readonly host: string;
}

/** Ends of host names that are hardly anything else in a pattern. */
const CLEAR_ENDS = new Set(['com', 'org', 'net', 'edu', 'gov', 'mil', 'uk']);

/** Ends that are also ordinary words or attributes: they count only where the pattern says it is about addresses. */
const UNCLEAR_ENDS = new Set(
  'io dev app info biz co us eu de fr nl it es ch at be pl se no fi dk cz ru cn jp kr in br au ca nz me tv cc ai cloud'.split(
    ' ',
  ),
);

/** What stands to the right of the place where the walk is, which goes from right to left. */
interface Right {
  /** The characters of the label so far. */
  readonly label: string;
  /** The labels right of it; empty when none is finished. */
  readonly host: string;
  /** False when what follows the label cannot follow a host name. */
  readonly free: boolean;
}

const NOTHING: Right = { label: '', host: '', free: true };
const BROKEN: Right = { label: '', host: '', free: false };

/**
 * Unescaped dots before a label of a host name with a public end, as in `^https?://www.example.com/` (CWE-20). Such a
 * pattern also accepts `wwwXexample.com`, which anybody can register.
 */
export function openDotsInHost(pattern: Pattern): readonly OpenDot[] {
  const found: OpenDot[] = [];
  const address = /:(?:\\?\/){2}|\/\/|www|@/.test(pattern.text);
  visit(pattern.root, NOTHING, address, found);
  return found.sort((a, b) => a.span.start - b.span.start);
}

function isEnd(label: string, address: boolean): boolean {
  return CLEAR_ENDS.has(label) || (address && UNCLEAR_ENDS.has(label));
}

/** Walks a node from right to left and returns what its left neighbour sees. */
function visit(node: PatternNode, right: Right, address: boolean, found: OpenDot[]): Right {
  switch (node.kind) {
    case 'sequence': {
      let state = right;
      for (let i = node.items.length - 1; i >= 0; i--) {
        const item = node.items[i] as PatternNode;
        state = isDot(item)
          ? dot(item, state, canEndLabel(node.items[i - 1], state.host !== ''), address, found)
          : visit(item, state, address, found);
      }
      return state;
    }
    case 'branch': {
      let state = BROKEN;
      for (const branch of node.branches) {
        const left = visit(branch, right, address, found);
        if (left.host !== '') state = left;
      }
      return state.host === '' ? BROKEN : { ...state, label: '*' };
    }
    case 'group':
    case 'atomic': {
      const left = visit(node.body, right, address, found);
      return node.body.kind === 'branch' || right.host === '' ? left : { ...left, host: left.host || right.host };
    }
    case 'repeat': {
      const left = visit(node.body, right.host === '' ? NOTHING : right, address, found);
      if (right.host === '') return NOTHING;
      return { label: '*', host: left.host === '' ? right.host : left.host, free: true };
    }
    case 'set': {
      if (node.form.kind === 'literal') return literal(node.form.code, right);
      return right.host === '' ? NOTHING : { ...right, label: '*' };
    }
    case 'assertion':
      return right.host === '' ? NOTHING : BROKEN;
    default:
      for (const child of childrenOf(node)) visit(child, NOTHING, address, found);
      return NOTHING;
  }
}

function isDot(node: PatternNode): boolean {
  return node.kind === 'set' && (node.form.kind === 'dot' || (node.form.kind === 'literal' && node.form.code === 0x2e));
}

function dot(node: PatternNode, right: Right, afterLabel: boolean, address: boolean, found: OpenDot[]): Right {
  const finished = right.host !== '' || (right.free && isEnd(right.label, address));
  if (!finished || right.label === '') return right.host === '' ? NOTHING : BROKEN;
  const host = right.host === '' ? right.label : `${right.label}.${right.host}`;
  if (node.kind === 'set' && node.form.kind === 'dot' && afterLabel)
    found.push({ span: { start: node.start, end: node.end }, host });
  return { label: '', host, free: true };
}

/** True for what can stand before the dot of a host name; a group or repeat only before a name of two labels. */
function canEndLabel(node: PatternNode | undefined, long: boolean): boolean {
  if (node === undefined) return false;
  if (node.kind === 'set')
    return node.form.kind === 'literal' ? isHostCharacter(node.form.code) : node.form.kind !== 'dot';
  return long && (node.kind === 'group' || node.kind === 'repeat');
}

function isHostCharacter(code: number): boolean {
  return code === 0x2d || (code >= 0x30 && code <= 0x39) || ((code | 32) >= 0x61 && (code | 32) <= 0x7a);
}

function literal(code: number, right: Right): Right {
  if (isHostCharacter(code)) return { ...right, label: String.fromCharCode(code).toLowerCase() + right.label };
  // A name followed by a bracket, an underscore or an equals sign is code, not a host.
  return '(_[=<'.includes(String.fromCodePoint(code)) ? BROKEN : NOTHING;
}

/**
 * True when the pattern is about a URL or a host and a match may end right after the host's name: `https://example\.com`
 * then also accepts `https://example.com.evil.net`. A `$`, `/`, boundary or anything else behind the name closes it.
 */
export function endsWithOpenHost(pattern: Pattern): boolean {
  if (!/^(?:\^|\\A)?https?\??:/.test(pattern.text)) return false;
  return /\\\.(?:com|org|net|edu|gov|io|co\\\.uk)$/.test(pattern.text);
}
