import type { Module } from '../python/nodes.ts';
import type { NotebookText } from '../python/notebook.ts';
import type { SourceFile } from '../text/source-file.ts';
import { credentialOf, namesIn } from './credential-name.ts';
import type { Detection, Site, Span } from './detection.ts';
import { findEmbedded } from './embedded.ts';
import { findPersonal } from './personal/find.ts';
import { anyWithin, type Glance, glance, mayBePersonal } from './prefilter.ts';
import { article, findInPython, type KnownText } from './python-credentials.ts';
import { isTelling, scanText } from './scan-text.ts';
import { findInSettings, settingsForm } from './settings-file.ts';

/** A literal as long as a drawn credential behind a name, or one that the result of a method is compared with. */
const LITERAL_BEHIND =
  /^(?:["'\])]{0,2}\s{0,4}(?::\s{0,4}\w{1,20}\s{0,4})?[=:,]\s{0,4}[rb]?["'][^"'\s]{8}|\([^)\n]{0,40}\)\s{0,3}[!=]=\s{0,3}[rb]?["'])/;
const USERINFO = /:\/\/[^\s"'@/]{0,80}:(?:[^\s"'@/]{3,80}@|["']\s{0,3}[+,%.])/;
/** Two literals that are added, or that are given to a class of a service. */
const PUT_TOGETHER =
  /["']\s{0,3}\+\s{0,40}[rbf]{0,2}["']|(?:Client|REST|Api|API|Service|Session|Exchange|SDK)\(\s{0,20}["'][^"'\s]{16,120}["'],\s{0,20}["'][^"'\s]{16}/;

/**
 * Whether a Python file can hold something that only its tree shows. A wrong yes costs time, a wrong no a finding.
 */
export function needsTree(text: string, seen: Glance = glance(text)): boolean {
  if (seen.constructionEnds.length > 0 || seen.personal) return true;
  if (seen.markers.size > 0 && [...seen.markers].some(isTelling)) return true;
  if (text.includes('://') && USERINFO.test(text)) return true;
  if (seen.longest > 0 && PUT_TOGETHER.test(text)) return true;
  for (const { end, isProbable } of namesIn(text, seen.nameEnds, true))
    if (!isProbable || LITERAL_BEHIND.test(text.slice(end, end + 80))) return true;
  return false;
}

/**
 * Everything in a Python file: formats of providers anywhere in the text, names and positions in its tree, comments, personal data. One
 * detection a place, in source order.
 * @param tree null when only the text is to be looked at (another language, Python 2)
 * @param seen what `glance` saw of the text, where it is known already
 */
export function scanPython(
  file: SourceFile,
  tree: Module | null,
  seen: Glance = glance(file.text),
): readonly Detection[] {
  const { text } = file;
  const found = [...formats(text, 'code', seen)];
  if (tree === null) {
    found.push(...embeddedAs(text, 'prose', 'comment', 0, seen));
    return merge(found);
  }
  const personal: Detection[] = [];
  const lookForPersonal = seen.personal;
  const see = (known: KnownText): void => {
    if (lookForPersonal) personal.push(...findPersonal(known, text));
  };
  found.push(...findInPython(tree, text, seen, see));
  const { comments } = tree;
  for (let i = 0; i + 1 < comments.length; i += 2) {
    const start = comments[i] as number;
    const comment = text.slice(start, comments[i + 1]);
    if (comment.length < 10) continue;
    const end = comments[i + 1] as number;
    if (comment.includes('://') || anyWithin(seen.nameEnds, start, end) || anyWithin(seen.constructionEnds, start, end))
      found.push(...embeddedAs(comment, 'prose', 'comment', start));
    if (lookForPersonal && mayBePersonal(comment))
      see({
        text: comment,
        literals: [{ start, end: comments[i + 1] as number }],
        names: [],
        plain: true,
        isDocstring: true,
        isNumber: false,
      });
  }
  return merge([...found, ...personal]);
}

/** Everything in a settings file (`.env`, TOML, YAML, INI, JSON). */
export function scanSettings(file: SourceFile): readonly Detection[] {
  const { text, path } = file;
  const form = settingsForm(path) ?? 'ini';
  const seen = glance(text);
  const found = [...formats(text, 'settings', seen), ...embeddedAs(text, 'settings', 'settings', 0, seen)];
  for (const one of findInSettings(text, form, seen.nameEnds))
    found.push({
      ...one,
      spans: [{ start: one.start, end: one.end }],
      prefix: '',
      length: one.end - one.start,
      certainty: 'named',
      site: 'settings',
    });
  if (seen.personal) found.push(...personalLines(text));
  return merge(found);
}

/** Follows the lists of a settings file that go over several lines: `authors = [`, `maintainers:`. */
class OpenLists {
  private name: string | null = null;
  private indent = 0;

  /** The name of the list that a line stands in; null for none. Takes the lines in order. */
  around(line: string): string | null {
    if (!/\S/.test(line)) return this.name;
    const indent = line.search(/\S/);
    if (this.name !== null && indent <= this.indent && !/^\s*-\s/.test(line)) this.name = null;
    const around = this.name;
    // Nothing that opens a list is long, and blanks without end would be gone through again and again.
    const opened = line.length > 400 ? null : /^\s*["']?([\w.-]{1,60})["']?\s*[:=]\s*[[{(]?\s*(?:#.*)?$/.exec(line);
    if (around === null && opened !== null) {
      this.name = opened[1] as string;
      this.indent = indent;
    }
    return around;
  }
}

/** Each line of a settings file or output as a text with the name in front of it, in an output below the names of columns. */
function personalLines(text: string, isOutput = false): readonly Detection[] {
  const found: Detection[] = [];
  let start = 0;
  let head = '';
  const lists = new OpenLists();
  for (const line of text.split('\n')) {
    const list = isOutput ? null : lists.around(line);
    if (isOutput && line.length < 400 && /\w {2,}[A-Za-z]|^ +[A-Za-z_]+$/.test(line) && !/\d{3}/.test(line))
      head = `${line}\n`;
    if (line.length >= 6 && mayBePersonal(line) && glance(line).personal) {
      for (let at = 0; at < line.length; at += 4000) {
        const piece = line.slice(at, at + 4200);
        const isLong = line.length > 4000;
        if (isLong && !glance(piece).personal) continue;
        const name = /([\p{L}_][\p{L}\p{N}_.-]{1,60})["']?\s{0,10}[:=]/u.exec(
          isLong ? piece.slice(0, 400) : piece,
        )?.[1];
        found.push(
          ...findPersonal(
            {
              text: head + piece,
              literals: [{ start: start + at, end: start + at + piece.length }],
              names: [name, list].filter((one) => one !== undefined && one !== null),
              plain: true,
              isDocstring: false,
              isNumber: false,
            },
            text,
          ),
        );
      }
    }
    start += line.length + 1;
  }
  return found;
}

/** What stands in the outputs and texts of a notebook beside its code. */
export function scanNotebookTexts(texts: readonly NotebookText[]): readonly Detection[] {
  return texts.flatMap(({ text, cell, isOutput }) => {
    const site: Site = isOutput ? 'output' : 'markdown';
    const seen = glance(text);
    const found = [...formats(text, site, seen), ...embeddedAs(text, isOutput ? 'string' : 'prose', site, 0, seen)];
    if (seen.personal) found.push(...personalLines(text, isOutput).map((one) => ({ ...one, site })));
    return merge(found).map((one) => ({
      ...one,
      cell: { number: cell, line: isOutput ? 1 : text.slice(0, one.spans[0]?.start ?? 0).split('\n').length },
    }));
  });
}

function formats(text: string, site: Site, seen: Glance): readonly Detection[] {
  return scanText(text, seen).map((span): Detection => {
    const isKey = span.kind === 'private-key';
    return {
      rule: isKey ? 'secret/private-key' : 'secret/provider-key',
      kind: span.kind,
      what: article(span.title),
      spans: [{ start: span.start, end: span.end }],
      name: isKey ? null : nameBefore(text, span.start),
      prefix: span.prefix,
      length: span.end - span.start,
      certainty: span.certainty,
      site,
    };
  });
}

function embeddedAs(
  text: string,
  kind: 'prose' | 'string' | 'settings',
  site: Site,
  offset: number,
  seen: Glance = glance(text),
): readonly Detection[] {
  return findEmbedded(text, kind, seen).map(({ start, end, ...rest }) => ({
    ...rest,
    spans: [{ start: start + offset, end: end + offset }],
    prefix: '',
    length: end - start,
    certainty: 'named',
    site,
  }));
}

/** The name that a value at a place is bound to, by the text before it on its line. */
function nameBefore(text: string, start: number): string | null {
  const before = text.slice(Math.max(0, start - 100), start);
  return (
    /([\p{L}_][\p{L}\p{N}_-]{0,63})["']?\]?\s{0,8}(?::\s?[A-Za-z]{1,12}\s?)?[:=]\s{0,8}[rbfu]{0,2}["']?$/u.exec(
      before,
    )?.[1] ?? null
  );
}

const RANK: Readonly<Record<string, number>> = {
  'secret/private-key': 0,
  'secret/provider-key': 0,
  'secret/connection-string': 1,
  'secret/authorization': 1,
  'secret/password': 2,
  'secret/key': 2,
};

/** One detection a place: credentials before personal data, proved ones before named ones. In source order. */
function merge(found: readonly Detection[]): readonly Detection[] {
  const ranked = found
    .map((one, order) => ({
      one,
      order,
      rank: RANK[one.rule] ?? 5,
      named: one.name !== null && credentialOf(one.name) !== null,
    }))
    .sort((a, b) => a.rank - b.rank || Number(b.named) - Number(a.named) || a.order - b.order);
  const kept: Detection[] = [];
  const taken: Span[] = [];
  for (const { one } of ranked) {
    if (one.spans.some((span) => taken.some((other) => span.start < other.end && other.start < span.end))) continue;
    kept.push(one);
    taken.push(...one.spans);
  }
  return kept.sort((a, b) => (a.spans[0]?.start ?? 0) - (b.spans[0]?.start ?? 0));
}
