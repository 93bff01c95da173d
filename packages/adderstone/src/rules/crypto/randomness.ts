import type { Value } from '../../flow/value.ts';

/** Functions of `random`, of its instances and of `numpy.random` whose results can be worked out from earlier ones (Mersenne Twister, PCG64). */
const PREDICTABLE =
  /^(?:random\.(?:Random(?:\(\)|#)\.?)?|numpy\.random\.(?:default_rng\(\)\.|RandomState\(\)\.|Generator#|RandomState#)?)(?:random|randrange|randint|randbytes|choice|choices|sample|shuffle|uniform|triangular|getrandbits|betavariate|expovariate|gauss|gammavariate|lognormvariate|normalvariate|paretovariate|vonmisesvariate|weibullvariate|binomialvariate|rand|randn|random_sample|random_integers|integers|bytes|permutation|normal)\(\)/;

const FUNCTIONS =
  'random,randrange,randint,randbytes,choice,choices,sample,uniform,triangular,getrandbits,betavariate,expovariate,gauss,gammavariate,lognormvariate,normalvariate,paretovariate,vonmisesvariate,weibullvariate,binomialvariate';

/** Places of functions that give a predictable number, or something chosen by one. */
export const PREDICTABLE_FUNCTIONS: readonly string[] = [
  `random.{${FUNCTIONS}}`,
  `random.Random#{${FUNCTIONS}}`,
  'numpy.random.{rand,randn,random,random_sample,randint,random_integers,choice,bytes,permutation,uniform,normal}',
];

/** The same, and what makes such a generator or changes its state. */
export const PREDICTABLE_CALLS: readonly string[] = [
  ...PREDICTABLE_FUNCTIONS,
  'random.{Random,seed,shuffle}',
  'numpy.random.{shuffle,seed}',
];

/** True when one of the paths is of `random.SystemRandom`, which asks the operating system. */
export function isFromSystem(paths: readonly string[]): boolean {
  return paths.some((path) => path.includes('random.SystemRandom'));
}

/** True when a value is, holds or is built from a number of a predictable generator. `depth` bounds the nesting that is looked through. */
export function isPredictable(value: Value, depth = 4): boolean {
  if (value.references.some((path) => PREDICTABLE.test(path))) {
    return !isFromSystem(value.references);
  }
  if (depth === 0) return false;
  if (value.text?.parts.some((part) => 'hole' in part && isPredictable(part.hole, depth - 1)) === true) return true;
  return value.elements?.some((one) => isPredictable(one, depth - 1)) === true;
}
