import { type Reading, ReadingBuilder } from '../manifest.ts';
import { addRequirement } from './setup-cfg.ts';
import { listOf, readToml, TomlTexts, tableOf, textOf } from './toml-places.ts';

/** Half-open offsets of what stands between `# /// script` and the last `# ///` of the same run of comment lines. */
function blocks(text: string): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let open: number | null = null;
  let close: number | null = null;
  const finish = (): void => {
    if (open !== null && close !== null) found.push({ start: open, end: close });
    open = null;
    close = null;
  };
  for (let at = 0; at <= text.length; ) {
    const stop = text.indexOf('\n', at);
    const end = stop < 0 ? text.length : stop;
    const line = text.slice(at, end).replace(/\r$/, '');
    if (open === null) {
      if (/^# \/\/\/ script[ \t]*$/.test(line)) open = end + 1;
    } else if (/^# \/\/\/[ \t]*$/.test(line)) close = at;
    else if (line !== '#' && !line.startsWith('# ')) finish();
    else if (close !== null && /^# \/\/\/ script[ \t]*$/.test(line)) {
      finish();
      open = end + 1;
    }
    at = end + 1;
  }
  finish();
  return found;
}

/** Reads the metadata of a script (PEP 723); null for a file without. Two blocks are a problem, as PEP 723 says. */
export function readScript(path: string, text: string): Reading | null {
  const found = blocks(text);
  const [first] = found;
  if (first === undefined) return null;
  const reading = new ReadingBuilder(path, 'script', text);
  if (found.length > 1)
    reading.unreadable('one block `# /// script`', reading.place(first.start, first.start).line - 1);
  const content = text.slice(first.start, first.end);
  const offset = first.start;
  // Blanks in place of the comment marks: every text keeps its offset.
  const toml = content.replace(/^# ?/gm, (mark) => ' '.repeat(mark.length)).replaceAll('\r', ' ');
  const read = readToml(toml);
  if ('line' in read) {
    reading.unreadable('TOML in the block `# /// script`', reading.place(offset, offset).line + (read.line ?? 1) - 1);
    return reading.finish(false);
  }
  const texts = new TomlTexts(toml);
  reading.requiresPython = textOf(read.table['requires-python']);
  for (const one of listOf(read.table['dependencies'])) {
    const span = typeof one === 'string' ? texts.next(one) : null;
    const place = reading.place(offset + (span?.start ?? 0), offset + (span?.end ?? 0));
    if (typeof one === 'string') addRequirement(reading, one, place, 'required');
    else reading.unreadable('texts in `dependencies`', place.line);
  }
  for (const url of listOf(tableOf(tableOf(read.table['tool'])['uv'])['extra-index-url']))
    if (typeof url === 'string')
      reading.risks.push({ rule: 'extra-index', about: 'beside the index', place: reading.place(offset, offset) });
  return reading.finish(false);
}
