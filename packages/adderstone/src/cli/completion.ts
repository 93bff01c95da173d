import type { Host } from '../host/host.ts';
import { CHECK_OPTIONS, type Option, VERB_HELP } from './options.ts';

const VERBS = Object.keys(VERB_HELP).filter((verb) => !verb.includes(' '));

/** `adderstone completion bash|zsh|fish`: a script for the shell. */
export async function completion(args: readonly string[], host: Host): Promise<number> {
  const script = { bash, zsh, fish }[args[0] ?? ''];
  if (script === undefined) {
    host.stderr('adderstone: usage: adderstone completion bash|zsh|fish\n');
    return 2;
  }
  host.stdout(script());
  return 0;
}

/** The options of a verb and of what stands behind it (`validate paths`), each once. */
function optionsOf(verb: string): readonly Option[] {
  const names = Object.keys(VERB_HELP).filter((name) => name === verb || name.startsWith(`${verb} `));
  const options = names.flatMap((name) => VERB_HELP[name]?.options ?? []);
  return [...new Map(options.map((option) => [option.name, option])).values()];
}

function bash(): string {
  const valuesOf = (verb: string, options: readonly Option[]): readonly string[] =>
    options.flatMap(({ name, choices }) =>
      choices === undefined
        ? []
        : [`    ${verb}" --${name}") COMPREPLY=($(compgen -W "${choices.join(' ')}" -- "$word")); return ;;`],
    );
  const words = (options: readonly Option[]): string => options.map(({ name }) => `--${name}`).join(' ');
  const cases = VERBS.map((verb) => `    ${verb}) words="${words(optionsOf(verb))}" ;;`);
  return [
    '_adderstone() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words',
    '  case "${COMP_WORDS[1]} $before" in',
    ...VERBS.flatMap((verb) => valuesOf(verb, optionsOf(verb))),
    ...valuesOf('*', CHECK_OPTIONS),
    '  esac',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    `    *) words="${words(CHECK_OPTIONS)}" ;;`,
    '  esac',
    `  [ "$COMP_CWORD" = 1 ] && words="${VERBS.join(' ')} $words"`,
    '  COMPREPLY=($(compgen -W "$words" -- "$word") $(compgen -f -- "$word"))',
    '}',
    'complete -o filenames -F _adderstone adderstone',
    '',
  ].join('\n');
}

function zsh(): string {
  const shown = ({ name, about, form, placeholder, choices }: Option): string =>
    `      '--${name}[${about.replace(/['[\]:]/g, ' ')}]${form === 'flag' ? '' : `:${placeholder}:${choices === undefined ? '_files' : `(${choices.join(' ')})`}`}'`;
  const argumentsOf = (options: readonly Option[]): string =>
    ['    _arguments', ...options.map(shown), `      '*:path:_files' ;;`].join(' \\\n');
  const cases = VERBS.map((verb) => `  ${verb})\n${argumentsOf(optionsOf(verb))}`);
  return `#compdef adderstone\nlocal verbs=(${VERBS.join(' ')})\n(( CURRENT == 2 )) && compadd -a verbs\ncase "$words[2]" in\n${cases.join('\n')}\n  *)\n${argumentsOf(CHECK_OPTIONS)}\nesac\n`;
}

function fish(): string {
  const lines = VERBS.map((verb) => `complete -c adderstone -n __fish_use_subcommand -a ${verb}`);
  const shown = (condition: string, { name, about, choices }: Option): string =>
    `complete -c adderstone -n '${condition}' -l ${name} -d '${about.replaceAll("'", '')}'${choices === undefined ? '' : ` -xa '${choices.join(' ')}'`}`;
  for (const verb of VERBS)
    lines.push(...optionsOf(verb).map((option) => shown(`__fish_seen_subcommand_from ${verb}`, option)));
  lines.push(...CHECK_OPTIONS.map((option) => shown('__fish_use_subcommand', option)));
  return `${lines.join('\n')}\n`;
}
