import { expect, test } from 'vitest';
import { PROVIDERS } from '../../src/secrets/provider.ts';
import { scanText } from '../../src/secrets/scan-text.ts';

/** Random-looking text of an alphabet, the same for the same seed; values are made here so that none stands in the repository. */
function draw(alphabet: string, length: number, seed: number): string {
  let state = seed * 2654435761 + 12345;
  let text = '';
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += alphabet[(state >>> 8) % alphabet.length];
  }
  return text;
}

const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';
const UPPER32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const CASES: readonly (readonly [string, string])[] = [
  ['aws-access-key', `AKIA${draw(UPPER32, 16, 1)}`],
  ['gitlab-token', `glpat-${draw(ALNUM, 20, 2)}`],
  ['slack-token', `xoxb-${draw('0123456789', 12, 3)}-${draw(ALNUM, 24, 4)}`],
  ['stripe-key', `sk_live_${draw(ALNUM, 24, 5)}`],
  ['google-api-key', `AIza${draw(ALNUM, 35, 6)}`],
  ['huggingface-token', `hf_${draw(ALNUM, 34, 7)}`],
  ['sendgrid-key', `SG.${draw(ALNUM, 22, 8)}.${draw(ALNUM, 43, 9)}`],
  ['discord-bot-token', `M${draw(ALNUM, 25, 10)}.${draw(ALNUM, 6, 11)}.${draw(ALNUM, 38, 12)}`],
  ['telegram-bot-token', `${draw('123456789', 9, 13)}:AA${draw(ALNUM, 33, 14)}`],
  ['mailchimp-key', `${draw(HEX, 32, 15)}-us14`],
  ['digitalocean-token', `dop_v1_${draw(HEX, 64, 16)}`],
  ['newrelic-key', `NRAK-${draw('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 27, 17)}`],
];

test.each(CASES)('%s is found where it stands, and its value in no field', (kind, value) => {
  const text = `first = 1\nother = "${value}"\n`;
  const spans = scanText(text);
  expect(spans.map((span) => [span.kind, text.slice(span.start, span.end)])).toEqual([[kind, value]]);
  expect(JSON.stringify(spans)).not.toContain(value);
});

test('a token whose check digits do not hold is of its form only', () => {
  expect(scanText(`key = "ghp_${draw(ALNUM, 36, 20)}"`).map(({ kind, certainty }) => [kind, certainty])).toEqual([
    ['github-token', 'named'],
  ]);
});

test('placeholders, runs and sequences are left alone', () => {
  for (const value of [
    'AKIAIOSFODNN7EXAMPLE',
    `glpat-${'x'.repeat(20)}`,
    'sk_live_your_key_here_please_0000',
    `AIza${'0123456789'.repeat(4).slice(0, 35)}`,
  ]) {
    expect(scanText(`KEY = "${value}"`)).toEqual([]);
  }
});

test('every format is anchored by a marker, in lower case', () => {
  for (const provider of PROVIDERS) {
    expect(provider.marker).not.toBe('');
    expect(provider.marker).toBe(provider.marker.toLowerCase());
    expect(provider.pattern.flags).toContain('g');
  }
  expect(new Set(PROVIDERS.map((provider) => provider.kind)).size).toBeGreaterThanOrEqual(60);
});

test('patterns are linear: twice the text costs no more than a few times the time', () => {
  const base = `${'eyJ'.repeat(500)}${'-----BEGIN PRIVATE KEY-----'.repeat(40)}${'sk-'.repeat(500)}${'0123456789abcdef'.repeat(200)}`;
  const time = (text: string): number => {
    const start = performance.now();
    scanText(text);
    return performance.now() - start;
  };
  time(base);
  const small = Math.max(time(base.repeat(4)), 1);
  expect(time(base.repeat(16)) / small).toBeLessThan(24);
});
