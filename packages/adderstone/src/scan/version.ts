/** The version of the program, as its package has it; a test holds both equal. */
export const VERSION = '0.1.0';

declare const __ADDERSTONE_BUILD__: string | undefined;

/** Digest of the sources that the program was bundled from, so that no result outlives a change of a rule; `source` when it is not bundled. */
export const BUILD: string = typeof __ADDERSTONE_BUILD__ === 'string' ? __ADDERSTONE_BUILD__ : 'source';
