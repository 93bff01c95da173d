import type { Call, Expr } from '../python/nodes.ts';
import type { Edit } from '../text/edit.ts';
import { type Draft, defineFixer } from './fixer.ts';
import { type FixSite, isBoolean, keywordOf, removeKeyword, replace } from './site.ts';
import { pythonText, type Segment, templateOf } from './text-template.ts';

/** A word of a command line: literal pieces and values. */
type Piece = { readonly literal: string } | { readonly code: string };

/** Characters that a shell reads as more than themselves, outside of quotes. */
const SPECIAL = /[|&;<>()$`\\*?[\]#~!{}\n\r]/;
/** The same inside of double quotes. */
const SPECIAL_QUOTED = /[$`\\!\n\r]/;

/** The words of a command line, as a shell splits it; null when a shell does more with it than splitting. */
function wordsOf(segments: readonly Segment[]): Piece[][] | null {
  const words: Piece[][] = [];
  let word: Piece[] | null = null;
  let quote = '';
  const add = (piece: Piece): void => {
    word ??= [];
    const last = word[word.length - 1];
    if ('literal' in piece && last !== undefined && 'literal' in last)
      word[word.length - 1] = { literal: last.literal + piece.literal };
    else word.push(piece);
  };
  for (const segment of segments) {
    if (segment.kind === 'hole') {
      add({ code: segment.code });
      continue;
    }
    for (const character of segment.raw) {
      if (quote !== '') {
        if (character === quote) quote = '';
        else if (quote === '"' && SPECIAL_QUOTED.test(character)) return null;
        else add({ literal: character });
      } else if (character === ' ' || character === '\t') {
        if (word !== null) words.push(word);
        word = null;
      } else if (character === '"' || character === "'") {
        quote = character;
        add({ literal: '' });
      } else if (SPECIAL.test(character)) return null;
      else add({ literal: character });
    }
  }
  if (quote !== '') return null;
  if (word !== null) words.push(word);
  return words;
}

/** The list of arguments as code; null when a word cannot be written as one. */
function listOf(words: readonly (readonly Piece[])[]): string | null {
  const items: string[] = [];
  for (const word of words) {
    const pieces = word.filter((piece) => 'code' in piece || piece.literal !== '');
    const only = pieces[0];
    if (pieces.length <= 1) {
      const code = only === undefined ? '""' : 'literal' in only ? pythonText(only.literal) : `str(${only.code})`;
      if (code === null) return null;
      items.push(code);
      continue;
    }
    let text = '';
    for (const piece of pieces) {
      if ('literal' in piece) {
        if (/["\\{}\0-\x1f]/.test(piece.literal)) return null;
        text += piece.literal;
      } else {
        // Before Python 3.12 a replacement field holds no quote of its string, no backslash and no comment.
        if (/["\\#{}]/.test(piece.code)) return null;
        text += `{${piece.code}}`;
      }
    }
    items.push(`f"${text}"`);
  }
  return `[${items.join(', ')}]`;
}

/** How a call that starts a shell is written without one: the edits beside those of the command itself. */
function withoutShell(
  site: FixSite,
  call: Call,
): { readonly command: Expr; readonly edits: readonly Edit[]; readonly change: string } | null {
  const path = site.imports.resolve(call.func);
  if (path !== null && /^subprocess\.(?:run|call|check_call|check_output|Popen)$/.test(path)) {
    const shell = keywordOf(call, 'shell');
    if (shell === null || !isBoolean(shell.value, true)) return null;
    const command = call.args[0] ?? keywordOf(call, 'args')?.value;
    if (command === undefined || command.kind === 'Starred' || call.args.length > 1) return null;
    if (keywordOf(call, 'executable') !== null) return null;
    const removed = removeKeyword(site, shell);
    return removed === null ? null : { command, edits: [removed], change: '' };
  }
  if (path === 'os.system') {
    const command = call.args[0];
    if (command === undefined || call.args.length !== 1 || call.keywords.length > 0) return null;
    const parent = site.parentOf(call);
    const used = parent?.kind !== 'ExprStmt';
    const subprocess = site.imports.module('subprocess', call.start);
    if (subprocess === null) return null;
    return {
      command,
      edits: [...subprocess.edits, replace(call.func, `${subprocess.name}.call`)],
      change: used ? '; the result is the exit code and no longer the wait status' : '',
    };
  }
  return null;
}

function fixCommand(site: FixSite): Draft | null {
  const calls = site.around.filter((node) => node.kind === 'Call').reverse();
  for (const call of calls) {
    const plan = withoutShell(site, call);
    if (plan === null) continue;
    const template = templateOf(site, plan.command);
    if (template === null || !site.isPlainLine(plan.command.start, plan.command.end)) return null;
    const words = wordsOf(template.segments);
    const program = words?.[0];
    // The program must be named in the code, and `NAME=value program` is a matter of the shell.
    if (words == null || program === undefined || program.some((piece) => 'code' in piece || /=/.test(piece.literal)))
      return null;
    // A shell by another name, with a command line as its argument, is no better.
    if (program.some((piece) => 'literal' in piece && /(?:^|\/)(?:ba|da|z|k|c|tc|fi)?sh$/.test(piece.literal)))
      return null;
    const builtin = program.map((piece) => ('literal' in piece ? piece.literal : '')).join('');
    if (SHELL_WORDS.has(builtin)) return null;
    const list = listOf(words);
    if (list === null) return null;
    const holes = template.segments.some((segment) => segment.kind === 'hole');
    const title = holes
      ? `an argument list without a shell; each value is exactly one argument, and spaces, globs and \`~\` in it are not read any more${plan.change}`
      : `an argument list without a shell${plan.change}; a program that is missing raises \`FileNotFoundError\``;
    return {
      title,
      safety: holes || plan.change !== '' || plan.edits.length > 1 ? 'review' : 'safe',
      edits: [...plan.edits, replace(plan.command, list)],
    };
  }
  return null;
}

/** What only a shell knows. */
const SHELL_WORDS = new Set(
  '. : alias bg break case cd command continue do done elif else esac eval exec exit export fi for fg getopts hash if in jobs local read readonly return set shift source then times trap type ulimit umask unalias unset until wait while time function select [['.split(
    ' ',
  ),
);

export const fixer = defineFixer({
  rules: ['injection/shell', 'injection/shell-true'],
  fix: fixCommand,
  examples: [
    {
      rule: 'injection/shell',
      before: `import subprocess


def label(text):
    subprocess.run(f"barcode --text '{text}' -o /srv/out.png", shell=True, check=True)  # one label
`,
      after: `import subprocess


def label(text):
    subprocess.run(["barcode", "--text", str(text), "-o", "/srv/out.png"], check=True)  # one label
`,
    },
    {
      rule: 'injection/shell',
      before: `import os


def archive(folder):
    os.system("du --max-depth=1 " + folder)
`,
      after: `import os
import subprocess


def archive(folder):
    subprocess.call(["du", "--max-depth=1", str(folder)])
`,
    },
    {
      rule: 'injection/shell',
      before: `import subprocess


def convert(name, size):
    subprocess.check_output("thumbnail --size=%s %s" % (size, name), shell=True)
    subprocess.check_output("thumbnail {} | wc -c".format(name), shell=True)
`,
      after: `import subprocess


def convert(name, size):
    subprocess.check_output(["thumbnail", f"--size={size}", str(name)])
    subprocess.check_output("thumbnail {} | wc -c".format(name), shell=True)
`,
    },
    {
      rule: 'injection/shell-true',
      before: `import subprocess

subprocess.run(
    "systemctl restart 'shop front'",
    shell=True,
    check=True,
)
`,
      after: `import subprocess

subprocess.run(
    ["systemctl", "restart", "shop front"],
    check=True,
)
`,
    },
  ],
});
