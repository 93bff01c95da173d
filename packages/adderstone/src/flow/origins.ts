import type { CompiledModels } from '../models/model.ts';
import { isPlaceProblem, parsePlace } from '../models/place.ts';
import type { Tier } from '../models/vocabulary.ts';
import { type Atom, Tag, type Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import type { FunctionInfo } from './program.ts';
import type { Origin } from './value.ts';

/** How deep values inside values are looked at. */
const DEEPEST = 4;
const MOST_ORIGINS = 4;

const WORDS: Readonly<Record<Tier, string>> = {
  remote: 'data of a request',
  response: 'data of an answer',
  content: 'content of a file',
  local: 'an argument or variable of the environment',
  library: 'an argument of the library',
};

/** Which paths bring untrusted data, and which decorators make a function's parameters do so. */
class Sources {
  private readonly tiers = new Map<string, Tier>();
  private readonly decorators = new Map<string, Tier>();
  private readonly known = new Map<External, Tier | null>();

  constructor(models: CompiledModels) {
    for (const { tier, place } of models.sources) for (const path of pathsOf(place)) this.tiers.set(path, tier);
    for (const entry of models.entries) {
      if (entry.by === 'decorator') for (const path of pathsOf(entry.place)) this.decorators.set(path, entry.origin);
    }
  }

  /** The tier of an external value: that of the nearest thing on its path that is a source. What is made of a source's value by its own methods stays one. */
  tierOf(external: External): Tier | null {
    const known = this.known.get(external);
    if (known !== undefined) return known;
    let tier: Tier | null = null;
    for (const form of external.forms) tier ??= this.tiers.get(form) ?? null;
    if (tier === null && external.parent !== null && !CLEAN.test(external.name)) tier = this.tierOf(external.parent);
    this.known.set(external, tier);
    return tier;
  }

  /** The tier of the parameters of a function, by its decorators; null when it is no entry point. */
  tierOfParameters(fn: FunctionInfo): Tier | null {
    for (const { value } of fn.decorators) {
      for (const atom of value.atoms) {
        if (atom.external === null) continue;
        const called = atom.external.isCall ? atom.external.parent : atom.external;
        for (const form of called?.forms ?? []) {
          const tier = this.decorators.get(form);
          if (tier !== undefined) return tier;
        }
      }
    }
    return null;
  }
}

/** Methods and attributes of a source's value that are no longer its text. */
const CLEAN =
  /^(?:isdigit|isalnum|isalpha|isidentifier|startswith|endswith|count|find|index|__len__|hexdigest|digest|content_length|method|is_json|is_secure|remote_addr)$/;

function pathsOf(place: string): readonly string[] {
  const parsed = parsePlace(place);
  return isPlaceProblem(parsed) ? [] : parsed.paths;
}

const indexes = new WeakMap<CompiledModels, Sources>();

/**
 * The untrusted origins of a value as far as its own structure shows them: a path of a source, something made of it by its methods, a parameter of an
 * entry point, a text or container with such a thing in it. Data that went through a call of something else is not followed here.
 */
export function originsOf(frame: Frame, value: Val, start: number, end: number): readonly Origin[] {
  const models = frame.engine.externals.models;
  let sources = indexes.get(models);
  if (sources === undefined) {
    sources = new Sources(models);
    indexes.set(models, sources);
  }
  const found: Origin[] = [];
  collect(frame, value, start, end, sources, found, 0);
  return found;
}

function collect(
  frame: Frame,
  value: Val,
  start: number,
  end: number,
  sources: Sources,
  found: Origin[],
  depth: number,
): void {
  if (depth > DEEPEST || found.length >= MOST_ORIGINS) return;
  for (const atom of value.atoms) {
    const tier = tierOfAtom(atom, sources);
    if (tier !== null && !found.some((origin) => origin.tier === tier)) {
      found.push({ tier, description: WORDS[tier], place: { file: frame.module.file, start, end } });
    }
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    if (object !== null) for (const inner of object.vals) collect(frame, inner, start, end, sources, found, depth + 1);
  }
  for (const part of value.text?.parts ?? []) {
    if (typeof part !== 'string') collect(frame, part.value, part.start, part.end, sources, found, depth + 1);
  }
}

function tierOfAtom(atom: Atom, sources: Sources): Tier | null {
  if (atom.external !== null) return sources.tierOf(atom.external);
  if (atom.tag !== Tag.parameter || atom.fn === null) return null;
  const name = atom.fn.ir.parameters[atom.index]?.name;
  if (name === 'self' || name === 'cls' || name === 'request') return null;
  return sources.tierOfParameters(atom.fn);
}
