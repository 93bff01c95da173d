import { createHash } from 'node:crypto';
import type { Host } from '../host/host.ts';
import { SourceFile } from '../text/source-file.ts';
import { openCacheFolder } from './cache-folder.ts';
import type { Report } from './outcome.ts';
import type { ScanInput } from './pipeline.ts';
import { DESCRIPTORS } from './producers.ts';
import { BUILD, VERSION } from './version.ts';

/** Bytes that one project's cache may hold; the oldest entries go first. */
const MOST_BYTES = 200 << 20;
const FORMAT = 'adderstone-cache/1';

/**
 * Results of whole runs, by a digest of everything that went into them: contents, configuration, standard, waivers, baseline, rules, version, day.
 * Kept outside the project, closed to others. An entry that is damaged, of another version or in a folder that others may write is a miss.
 */
export class Cache {
  private readonly host: Host;
  private readonly folder: string;

  private constructor(host: Host, folder: string) {
    this.host = host;
    this.folder = folder;
  }

  /**
   * The cache of a project, or null where there is none to be had: no home, a folder inside the project, or one that others may write.
   * @param explicit folder given on the command line
   */
  static open(host: Host, root: string, explicit: string | null): Cache | null {
    const folder = openCacheFolder(host, root, explicit);
    return folder === null ? null : new Cache(host, folder);
  }

  /** The digest of everything that a scan's result depends on. */
  keyOf(input: ScanInput): string {
    const hash = createHash('sha256');
    const add = (part: string | Uint8Array): void => {
      hash.update(`${part.length}:`);
      hash.update(part);
    };
    add(FORMAT);
    add(VERSION);
    add(BUILD);
    add(DESCRIPTORS.map((rule) => rule.id).join());
    add(
      JSON.stringify([
        input.command,
        input.configuration,
        input.today,
        input.maxUnknown,
        input.skipped,
        input.problems,
        input.before,
        input.contributions ?? [],
        input.statesBefore,
      ]),
    );
    for (const document of [input.standard, ...(input.furtherStandards ?? [])])
      add(
        document === null
          ? ''
          : JSON.stringify([document.path, Buffer.from(document.bytes).toString('latin1'), document.mapping]),
      );
    add(JSON.stringify([input.waivers, input.baseline, input.lock ?? null, input.locked === true]));
    add(JSON.stringify([input.evidence ?? [], input.models ?? []]));
    for (const file of [...input.files, ...(input.texts ?? [])]) {
      add(file.path);
      if ('bytes' in file) add(file.bytes);
      else add(JSON.stringify([file.reason, file.message]));
    }
    return hash.digest('hex');
  }

  /** The report of an equal run, or null. */
  find(key: string): Report | null {
    const read = this.host.read(`${this.folder}/${key}.json`, MOST_BYTES);
    if (read.kind !== 'bytes') return null;
    const text = Buffer.from(read.bytes).toString('utf8');
    const cut = text.indexOf('\n');
    if (
      cut < 0 ||
      createHash('sha256')
        .update(text.slice(cut + 1))
        .digest('hex') !== text.slice(0, cut)
    )
      return null;
    return revive(text.slice(cut + 1));
  }

  /** Keeps a report; what cannot be written is left. Makes room by removing the oldest entries. */
  store(key: string, report: Report): void {
    const body = flatten(report);
    if (body.length > MOST_BYTES / 4) return;
    this.makeRoom(body.length);
    this.host.write(`${this.folder}/${key}.json`, `${createHash('sha256').update(body).digest('hex')}\n${body}`);
  }

  private makeRoom(wanted: number): void {
    const entries = (this.host.list(this.folder) ?? [])
      .map(({ name }) => ({ path: `${this.folder}/${name}`, stat: this.host.stat(`${this.folder}/${name}`) }))
      .flatMap(({ path, stat }) => (stat === null ? [] : [{ path, ...stat }]))
      .sort((a, b) => a.used - b.used);
    let total = entries.reduce((sum, { size }) => sum + size, wanted);
    for (const { path, size } of entries) {
      if (total <= MOST_BYTES && entries.length < 64) break;
      this.host.remove(path);
      total -= size;
    }
  }
}

/** A report as JSON: maps as lists, rules by id, texts of files as they are (masked). */
function flatten(report: Report): string {
  const sources = [...report.sources.values()].map(({ path, kind, text, cells }) => ({ path, kind, text, cells }));
  const standard = report.standard === null ? null : { ...report.standard, fields: [...report.standard.fields] };
  return JSON.stringify({ ...report, standard, rules: report.rules.map((rule) => rule.id), sources });
}

function revive(body: string): Report | null {
  const value = JSON.parse(body) as Omit<Report, 'rules' | 'sources' | 'standard'> & {
    readonly rules: readonly string[];
    readonly sources: readonly Pick<SourceFile, 'path' | 'kind' | 'text' | 'cells'>[];
    readonly standard:
      | (Omit<NonNullable<Report['standard']>, 'fields'> & { readonly fields: readonly (readonly [string, string])[] })
      | null;
  };
  const known = new Map(DESCRIPTORS.map((rule) => [rule.id, rule]));
  const rules = value.rules.flatMap((id) => known.get(id) ?? []);
  if (rules.length !== value.rules.length) return null;
  return {
    ...value,
    rules,
    standard: value.standard === null ? null : { ...value.standard, fields: new Map(value.standard.fields) },
    sources: new Map(
      value.sources.map(({ path, kind, text, cells }) => [path, new SourceFile(path, kind, text, cells)]),
    ),
  };
}
