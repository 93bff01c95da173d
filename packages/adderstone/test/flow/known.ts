import { expect } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import type { CallEvent, Event } from '../../src/flow/event.ts';
import type { Value } from '../../src/flow/value.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** A value as one text: constants as Python writes them, references and instances (`:class`), `?` when there may be more. */
export function shown(value: Value | null): string {
  if (value === null) return 'nothing';
  if (value.text !== null) {
    const parts = value.text.parts.map((part) => ('literal' in part ? part.literal : '{}'));
    return `${value.text.making}(${parts.join('')})`;
  }
  const parts: string[] = [];
  for (const one of value.constants) {
    if (one.type === 'none') parts.push('None');
    else if (one.type === 'bool') parts.push(one.value === true ? 'True' : 'False');
    else if (one.type === 'str') parts.push(`'${one.value}'`);
    else if (one.type === 'bytes') parts.push(`b'${one.value}'`);
    else parts.push(String(one.value));
  }
  parts.push(...value.references);
  if (value.elements !== null) parts.push(`[${value.elements.map(shown).join(', ')}]`);
  else if (parts.length === 0 && value.instances.length > 0 && value.parameter === null) {
    parts.push(`:${value.instances[0]}`);
  }
  if (value.parameter !== null) parts.push(`<${value.parameter}>`);
  if (!value.complete) parts.push('?');
  return parts.sort().join(' ');
}

/** Files of a program: one text for `main.py`, or texts by path. */
export type Program = string | Readonly<Record<string, string>>;

/** Runs a program and gives all events, those of runs for known arguments marked. */
export function eventsOf(
  program: Program,
  order: (paths: string[]) => string[] = (paths) => paths,
): { event: Event; again: boolean }[] {
  const texts = typeof program === 'string' ? { 'main.py': program } : program;
  const events: { event: Event; again: boolean }[] = [];
  const files = order(Object.keys(texts)).map((path) => {
    const file = new SourceFile(path, 'python', (texts as Record<string, string>)[path] as string);
    return { file, tree: parseModule(file.text) };
  });
  const { failures } = analyze(files, MODELS, {
    wants: () => true,
    all: new Set<Event['kind']>(['call', 'store', 'read', 'import', 'compare', 'text', 'function', 'class', 'return']),
    tell(event, again) {
      events.push({ event, again: again !== null });
    },
  });
  expect(failures).toEqual([]);
  return events;
}

/** What the arguments of each call of `sink(…)` are known to be, one text a run that told it, in order; without repetition. */
export function sinkArguments(program: Program): string[] {
  const texts = typeof program === 'string' ? { 'main.py': program } : program;
  const found: string[] = [];
  const files = Object.keys(texts).map((path) => {
    const file = new SourceFile(path, 'python', (texts as Record<string, string>)[path] as string);
    return { file, tree: parseModule(file.text) };
  });
  const first = new Map<number, string>();
  const { failures } = analyze(files, MODELS, {
    wants: () => false,
    all: new Set<Event['kind']>(['call']),
    tell(event) {
      const call = event as CallEvent;
      if (call.name !== 'sink') return;
      const text = call.args.map(shown).join(', ');
      first.set(first.size, text);
      if (!found.includes(text)) found.push(text);
    },
  });
  expect(failures).toEqual([]);
  return found;
}

/** Targets of each call, by the called text. */
export function targetsOf(program: Program): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const { event, again } of eventsOf(program)) {
    if (event.kind !== 'call' || again) continue;
    const call = event as CallEvent;
    found[call.file.slice(call.callee.start, call.callee.end)] = call.targets;
  }
  return found;
}
