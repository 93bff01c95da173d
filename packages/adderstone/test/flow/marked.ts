import { expect } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/**
 * Checks the data of requests in a program, files by path: it reaches, on a way that is known, exactly the lines that end in `# reached`; those that
 * end in `# clean` are the twins that it must not reach. Only sinks of the kinds given count.
 */
export function expectReached(program: Readonly<Record<string, string>>, kinds: RegExp): void {
  const files = Object.entries(program).map(([path, text]) => ({
    file: new SourceFile(path, 'python', text),
    tree: parseModule(text),
  }));
  const { flows, failures } = analyze(files, MODELS, NO_LISTENER);
  expect(failures).toEqual([]);
  const found = flows
    .filter(({ weak, tier, kind }) => !weak && tier !== 'library' && kinds.test(kind))
    .map(({ site }) => `${site.module.file.path}:${site.module.file.position(site.start).line}`);
  const wanted = Object.entries(program).flatMap(([path, text]) =>
    text.split('\n').flatMap((line, i) => (/# reached$/.test(line) ? [`${path}:${i + 1}`] : [])),
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect([...new Set(found)].sort()).toEqual([...new Set(wanted)].sort());
}

/** A Python text without the indentation of the template it is written in. */
export function py(strings: TemplateStringsArray): string {
  const lines = (strings.raw[0] as string).split('\n').slice(1);
  const indent = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  return lines.map((line) => line.slice(indent)).join('\n');
}
