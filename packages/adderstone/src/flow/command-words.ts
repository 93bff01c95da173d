import type { Domain, Val } from './domain.ts';
import { maskOf } from './taint.ts';

const ARGV = maskOf('argv');

/** Options of version control, transfer and build programs that take no value, by their long names. */
const LONG_FLAG =
  /^--(?:no-[\w-]+|all|bare|batch|delete|dry-run|force|heads|help|insecure|location|mirror|no(?:checkout|ignore|prompt|tags|update|verify)|porcelain|prune|quiet|recursive|refs|silent|symref|tags|update|verbose|version|yes)$/;

/** The short options without a value of programs that have an option which runs another program. */
const SHORT_FLAGS: ReadonlyMap<string, RegExp> = new Map([
  ['ssh', /^-[46AaCfGgKkMNnqsTtVvXxYy]+$/],
  ['scp', /^-[346ABCOpqRrTv]+$/],
  ['sftp', /^-[46AaCfNpqrv]+$/],
  ['git', /^-[fqvpnz]+$/],
  ['hg', /^-[qvyUfn]+$/],
  ['svn', /^-[qvN]+$/],
  ['rsync', /^-[avqcrRulLHAXpogtDnWxSzhP]+$/],
  ['curl', /^-[fgIikLlNnOSsvZ#46]+$/],
  ['wget', /^-[bcdFHKLNpqrSv46]+$/],
  ['tar', /^-?[ctvzjJprux]+$/],
]);

/** True for an option behind which the next word is no value of it. */
export function isFlag(program: string, option: string): boolean {
  if (option.startsWith('--')) return option.includes('=') || LONG_FLAG.test(option);
  return SHORT_FLAGS.get(program.replace(/^.*[/\\]|\.exe$/g, ''))?.test(option) === true;
}

/** A constant text that programs read as an option; null for anything else. */
function optionOf(domain: Domain, value: Val | undefined): string | null {
  const constant = value === undefined ? null : domain.onlyConstant(value);
  return typeof constant?.value === 'string' && /^-./.test(constant.value) && constant.value !== '--'
    ? constant.value
    : null;
}

/**
 * What the words of a command from one on may be, whatever their order, or what stands beside them. A value behind the option that it
 * belongs to, and one that begins with something literal, is no option, and the option it belongs to is none that waits for another.
 */
export function wordsFrom(domain: Domain, vals: readonly Val[], from: number, beside: Val): Val {
  let words = beside;
  const program = vals[0] === undefined ? null : domain.onlyConstant(vals[0]);
  const name = typeof program?.value === 'string' ? program.value : '';
  for (let i = from; i < vals.length; i++) {
    const one = vals[i] as Val;
    const next = vals[i + 1];
    const option = next === undefined || next.taint === 0 ? null : optionOf(domain, one);
    if (option !== null && !isFlag(name, option)) {
      words = domain.union(words, notAnOption(domain, next as Val));
      i++;
    } else words = domain.union(words, word(domain, one));
  }
  return words;
}

/** A word of a command whose place is not known. */
export function word(domain: Domain, value: Val): Val {
  const head = value.taint === 0 ? null : value.text?.parts[0];
  return typeof head === 'string' && head !== '' && (head[0] !== '-' || head.includes('='))
    ? notAnOption(domain, value)
    : value;
}

function notAnOption(domain: Domain, value: Val): Val {
  return domain.withTaint(value, domain.taints.clean(value.taint, ARGV.lo, ARGV.hi));
}
