import type { SafeReason, Site, UnknownReason } from '../findings/finding.ts';

/** Why a place that was examined is safe, or why nothing can be said: a short name and one sentence. */
export interface ReasonWords {
  readonly name: string;
  readonly meaning: string;
}

const SAFE: Readonly<Record<SafeReason, ReasonWords>> = {
  constant: { name: 'constant', meaning: 'The value is written in the code; nothing from outside is in it.' },
  parameterised: { name: 'parameterised', meaning: 'Data travels as a parameter, apart from the command.' },
  'argument-list': { name: 'argument list', meaning: 'The program gets a list of arguments; no shell reads them.' },
  cleaned: { name: 'cleaned', meaning: 'What could do harm is taken out on the way.' },
  guarded: { name: 'guarded', meaning: 'A check on the way stops what does not belong here.' },
  verified: {
    name: 'verified',
    meaning: 'The check that stands here was itself examined, and holds.',
  },
  'safe-loader': { name: 'safe loader', meaning: 'The loader builds plain data only.' },
  'safe-setting': { name: 'safe setting', meaning: 'The setting, algorithm or argument is a safe one.' },
  'no-untrusted-origin': { name: 'no untrusted origin', meaning: 'No data from outside the program reaches it.' },
  'nothing-found': { name: 'nothing found', meaning: 'The file was searched, and holds none.' },
  'no-advisory': { name: 'no advisory', meaning: 'No known advisory concerns this version of the package.' },
  disputed: { name: 'disputed', meaning: 'A person has looked at it and says that it is no defect.' },
};

const UNKNOWN: Readonly<Record<UnknownReason, ReasonWords>> = {
  'unresolved-call': { name: 'unresolved call', meaning: 'It is not known which function is called on the way.' },
  'unmodelled-library': {
    name: 'library not described',
    meaning: 'The data goes through a library that no model describes.',
  },
  'dynamic-code': { name: 'dynamic code', meaning: 'What happens is only decided while the program runs.' },
  'not-audited': { name: 'not audited', meaning: 'The package could not be compared with the advisories.' },
  budget: { name: 'too large', meaning: 'The code around it was too large to follow to the end.' },
};

/** The words for a site's reason; a reason that is not known here stands for itself. */
export function reasonWords(reason: Site['reason']): ReasonWords {
  if (reason === null) return { name: 'safe', meaning: '' };
  const words: Readonly<Record<string, ReasonWords>> = { ...SAFE, ...UNKNOWN };
  return words[reason] ?? { name: reason, meaning: '' };
}
