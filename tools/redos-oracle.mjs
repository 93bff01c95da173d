// Times in CPython what our analyser says of the patterns in test/regex/patterns.ts:
//   node tools/redos-oracle.mjs [--python python3]
// A pattern called exponential must, on its witness, go over half a second within 60 pumps and grow at least eightfold over the
// last six pumps; a pattern that only CPython's compiler spares must not. Each pattern runs in a process of its own, with a time-out.
import { spawnSync } from 'node:child_process';

const src = new URL('../packages/adderstone/src/regex/', import.meta.url);
const { parsePattern } = await import(new URL('pattern.ts', src));
const { analyzeBacktracking } = await import(new URL('backtracking.ts', src));
const { EXPONENTIAL, NOT_EXPONENTIAL } = await import(
  new URL('../packages/adderstone/test/regex/patterns.ts', import.meta.url)
);

const at = process.argv.indexOf('--python');
const python = at < 0 ? 'python3' : process.argv[at + 1];
const TIMER = `
import json, re, sys, time, warnings
warnings.simplefilter('ignore')
pattern, prefix, pump, suffix = json.load(sys.stdin)
compiled = re.compile(pattern)
for count in range(2, 62, 2):
    text = prefix + pump * count + suffix
    start = time.perf_counter()
    compiled.search(text)
    took = time.perf_counter() - start
    print(json.dumps([count, len(text), took]), flush=True)
    if took > 0.5:
        break
`;

/** Pumps, length and seconds of each run; the last may have been cut off. */
function timings(pattern, { prefix, pump, suffix }) {
  const run = spawnSync(python, ['-c', TIMER], {
    input: JSON.stringify([pattern, prefix, pump, suffix]),
    encoding: 'utf8',
    timeout: 20_000,
  });
  const lines = run.stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { lines, cut: run.error?.code === 'ETIMEDOUT', refused: lines.length === 0 && run.status !== 0 };
}

const counts = { confirmed: 0, spared: 0, wrong: 0, skipped: 0 };
let longest = 0;
for (const pattern of EXPONENTIAL) {
  const parsed = parsePattern(pattern);
  const slow = parsed.ok
    ? analyzeBacktracking(parsed.pattern, { mode: 'search', polynomial: false }).exponential
    : undefined;
  if (slow === undefined) {
    counts.wrong++;
    console.log(`not found: ${pattern}`);
    continue;
  }
  const { lines, cut, refused } = timings(pattern, slow.text);
  const last = lines.at(-1);
  const before = lines.at(-4);
  const blows = cut || (last !== undefined && last[2] > 0.5 && (before === undefined || last[2] > 8 * before[2]));
  if (blows && last !== undefined) longest = Math.max(longest, last[1]);
  if (refused) counts.skipped++;
  else if (blows === slow.cpython) counts[blows ? 'confirmed' : 'spared']++;
  else {
    counts.wrong++;
    console.log(`${blows ? 'slow' : 'quick'} in CPython against what we say: ${pattern} ${JSON.stringify(slow.text)}`);
  }
}
const quiet = NOT_EXPONENTIAL.filter((pattern) => {
  const parsed = parsePattern(pattern);
  const options = { mode: 'search', polynomial: false };
  return parsed.ok && analyzeBacktracking(parsed.pattern, options).exponential === undefined;
});
console.log(
  `${EXPONENTIAL.length} called exponential: ${counts.confirmed} confirmed, ${counts.spared} spared by CPython as said, ` +
    `${counts.wrong} wrong, ${counts.skipped} refused by this Python; longest text ${longest} characters`,
);
console.log(`${quiet.length} of ${NOT_EXPONENTIAL.length} others quiet`);
process.exitCode = counts.wrong > 0 ? 1 : 0;
