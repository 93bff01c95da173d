import type { Host } from '../host/host.ts';
import { CHECK_OPTIONS, VERB_HELP } from './options.ts';

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

const words = (): string => [...VERBS, ...CHECK_OPTIONS.map((option) => `--${option.name}`)].join(' ');

function bash(): string {
  const cases = CHECK_OPTIONS.filter((option) => option.choices !== undefined).map(
    (option) => `    --${option.name}) COMPREPLY=($(compgen -W "${option.choices?.join(' ')}" -- "$word")); return ;;`,
  );
  return `_adderstone() {\n  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"\n  case "$before" in\n${cases.join('\n')}\n  esac\n  COMPREPLY=($(compgen -W "${words()}" -- "$word") $(compgen -f -- "$word"))\n}\ncomplete -o filenames -F _adderstone adderstone\n`;
}

function zsh(): string {
  const options = CHECK_OPTIONS.map(
    (option) =>
      `  '--${option.name}[${option.about.replace(/['[\]:]/g, ' ')}]${option.form === 'flag' ? '' : `:${option.placeholder}:${option.choices === undefined ? '_files' : `(${option.choices.join(' ')})`}`}'`,
  );
  return `#compdef adderstone\n_arguments \\\n${options.join(' \\\n')} \\\n  '1:verb:(${VERBS.join(' ')})' \\\n  '*:path:_files'\n`;
}

function fish(): string {
  const verbs = VERBS.map((verb) => `complete -c adderstone -n __fish_use_subcommand -a ${verb}`);
  const options = CHECK_OPTIONS.map(
    (option) =>
      `complete -c adderstone -l ${option.name} -d '${option.about.replaceAll("'", '')}'${option.choices === undefined ? '' : ` -xa '${option.choices.join(' ')}'`}`,
  );
  return `${[...verbs, ...options].join('\n')}\n`;
}
