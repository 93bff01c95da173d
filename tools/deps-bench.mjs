// Size, load time and lookups of the advisories: node tools/deps-bench.mjs ARCHIVE
import { readFileSync } from 'node:fs';

const audit = new URL('../packages/adderstone/src/audit/', import.meta.url);
const { condense } = await import(`${audit}update.ts`);
const { ARCHIVE_BOUNDS } = await import(`${audit}archive.ts`);
const { AdvisoryData } = await import(`${audit}advisory-data.ts`);
const { Matcher } = await import(`${audit}match.ts`);

const origin = { source: 'file', taken: '2026-01-01', etag: null, lastModified: null };
const cpu = (work) => {
  const start = process.cpuUsage();
  const value = work();
  const used = process.cpuUsage(start);
  return [value, (used.user + used.system) / 1000];
};
const start = process.cpuUsage();
const data = await condense(readFileSync(process.argv[2]), origin, ARCHIVE_BOUNDS);
const bytes = data.encode();
const used = process.cpuUsage(start);
console.log(
  `${data.header.records} records, ${data.header.packages} packages: ${bytes.length} bytes, built in ${((used.user + used.system) / 1e6).toFixed(1)} s of CPU`,
);
const loads = Array.from({ length: 9 }, () => cpu(() => AdvisoryData.decode(bytes))[1]).sort((a, b) => a - b);
console.log(`load: first ${loads.at(-1).toFixed(1)} ms at most, median ${loads[4].toFixed(1)} ms of CPU`);
const matcher = new Matcher(AdvisoryData.decode(bytes));
const pairs = data
  .names()
  .flatMap((name) => ['0.5', '1.0', '1.2.3', '2.0rc1', '3.11.4', '4!1'].map((version) => [name, version]));
const all = () => {
  let found = 0;
  for (const [name, version] of pairs) found += matcher.match(name, version).advisories.length;
  return found;
};
all();
const [, ms] = cpu(() => {
  for (let i = 0; i < 20; i++) all();
});
console.log(`lookups: ${Math.round((pairs.length * 20) / (ms / 1000))} a second of CPU, warm, over every package`);
