/** CWE numbers that tools use for one and the same defect. */
const FAMILIES: readonly (readonly number[])[] = [
  [77, 78, 88],
  [89, 564],
  [943, 90, 643],
  [22, 23, 24, 35, 36, 73, 99],
  [502, 915],
  [79, 80, 116, 1336],
  [94, 95, 96, 1336],
  [326, 327, 328, 759, 760, 916],
  [330, 331, 335, 338, 340],
  [295, 297, 319, 599],
  [377, 378, 379],
  [611, 776, 827],
  [276, 277, 732],
  [489, 215, 209],
  [259, 321, 522, 798],
  [400, 730, 770, 1333, 185],
  [605, 668],
  [703, 390, 391, 754, 617],
  [918],
  [601],
];

/** How alike the weaknesses of two results are: 2 the same CWE, 1 the same family, 0 neither. */
export function likeness(a: readonly number[], b: readonly number[]): 0 | 1 | 2 {
  if (a.some((number) => b.includes(number))) return 2;
  return FAMILIES.some((family) => a.some((one) => family.includes(one)) && b.some((one) => family.includes(one)))
    ? 1
    : 0;
}

/** Whether an id of another tool is one of a rule's equivalents (`bandit:B602`). ruff's `S` rules are bandit's `B` tests under the same number. */
export function isEquivalent(tool: string, id: string, equivalents: readonly string[]): boolean {
  const last = id.slice(id.lastIndexOf('.') + 1);
  const names = new Set([`${tool}:${id}`, `${tool}:${last}`]);
  if (tool === 'ruff') names.add(`bandit:B${id.slice(1)}`);
  if (tool === 'bandit') names.add(`ruff:S${id.slice(1)}`);
  return equivalents.some((equivalent) => {
    if (names.has(equivalent)) return true;
    return (
      tool === 'semgrep' &&
      equivalent.startsWith('semgrep:') &&
      equivalent.slice(equivalent.lastIndexOf('.') + 1) === last
    );
  });
}

/** Whether a list of audit checks names an id: `bandit:B404`, `semgrep:audit.*`. bandit's numbers hold for ruff too. */
export function isInformational(tool: string, id: string, informational: readonly string[]): boolean {
  const names = [`${tool}:${id}`, ...(tool === 'ruff' ? [`bandit:B${id.slice(1)}`] : [])];
  return informational.some((one) =>
    one.endsWith('*') ? names.some((name) => name.startsWith(one.slice(0, -1))) : names.includes(one),
  );
}
