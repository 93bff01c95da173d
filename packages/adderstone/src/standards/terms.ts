/** English words that say nothing about what a clause is about, modal words of standards included. */
const EMPTY: ReadonlySet<string> = new Set(
  `a about above after all also always an and any application applications apply are as at avoid be because been before being below between both but by can
cannot code codebase could data did do does doing done each ensure ensures every expected for from function functions given have has if in input inputs into is it its
itself like list make may must never no none nor not of off on once only or other our out over own parameter parameters project python required require requires
run runs running same shall should so some statement such than that the their them then there these they this those through to under unless until up use used
user uses using utilize value values via was we were what when where which while who will with within without would you your developer developers
rule rules standard e g i etc new appropriate properly proper secure security safe safely current case cases instead`.split(
    /\s+/,
  ),
);
const MODAL_NOT =
  /\b(?:(?:must|shall|should|may|can|do|does|is|are) not|cannot|don't|never|avoid|forbidden|banned|prohibited|disallowed|not be)\b/i;

/** The word without its ending: a light stemmer for English, enough to bring `deserialization` and `deserialize` together. */
export function stem(word: string): string {
  let text = word;
  for (const [ending, rest] of ENDINGS) {
    if (text.length - ending.length >= 3 && text.endsWith(ending)) {
      text = text.slice(0, text.length - ending.length) + rest;
      break;
    }
  }
  return text;
}

const ENDINGS: readonly (readonly [string, string])[] = [
  ['izations', ''],
  ['isations', ''],
  ['ization', ''],
  ['isation', ''],
  ['ational', 'at'],
  ['ations', ''],
  ['ation', ''],
  ['izing', ''],
  ['ising', ''],
  ['izes', ''],
  ['ized', ''],
  ['ised', ''],
  ['izer', ''],
  ['ize', ''],
  ['ise', ''],
  ['ating', ''],
  ['ated', ''],
  ['ates', ''],
  ['ate', ''],
  ['ities', ''],
  ['ity', ''],
  ['ies', 'y'],
  ['ings', ''],
  ['ing', ''],
  ['edly', ''],
  ['ed', ''],
  ['ers', ''],
  ['er', ''],
  ['ions', ''],
  ['ion', ''],
  ['es', ''],
  ['s', ''],
  ['e', ''],
];

/** The words of a text that tell what it is about: lower case, stemmed, without repetition, in order. Names with dots or underscores count as their parts too. */
export function terms(text: string): readonly string[] {
  const found = new Set<string>();
  for (const word of text.toLowerCase().match(/[a-z][a-z0-9]{1,40}/g) ?? []) {
    if (EMPTY.has(word)) continue;
    const stemmed = stem(word);
    if (stemmed.length >= 2 && !EMPTY.has(stemmed)) found.add(stemmed);
  }
  return [...found];
}

/** Names of code in a text, as written: `os.system`, `shell=True`, `yaml.load()`. Brackets are dropped, what stands in them kept where it is a setting. */
export function codeNames(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [name] of text.matchAll(/[A-Za-z_][\w.]{0,80}(?:\s?=\s?\w{1,40}|\([^()]{0,60}\))?/g)) {
    const bare = name.replace(/\(\)$/, '').replace(/\s/g, '');
    if (/[._=(]/.test(bare.slice(1)) && !bare.endsWith('.')) found.add(bare);
  }
  return [...found];
}

/** A sentence of a clause: whether it forbids, what it is about, the code it names, its numbers. */
export interface Saying {
  readonly forbids: boolean;
  readonly words: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly numbers: readonly string[];
}

/** The sentences of a statement. Linear. */
export function sayings(statement: string): readonly Saying[] {
  return statement
    .split(/(?<=[a-z0-9)`])[.;](?=\s|$)|\s[–—]\s/i)
    .filter((sentence) => sentence.trim() !== '')
    .map((sentence) => ({
      forbids: MODAL_NOT.test(sentence),
      words: new Set(terms(sentence)),
      names: new Set(codeNames(sentence)),
      numbers: sentence.match(/\b\d+(?:\.\d+)?\b/g) ?? [],
    }));
}

/** How much two sets have in common, 0 to 1 (Jaccard). */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let shared = 0;
  for (const one of a) if (b.has(one)) shared++;
  return shared / (a.size + b.size - shared);
}
