import { expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const CLIENT = `import requests

def _fetch(url, verify):
    return requests.get(url, verify=verify, timeout=5)

def fetch(url, verify=True):
    return _fetch(url, verify)
`;

const TEST = `import pytest
from client import fetch

def test_fetch():
    fetch("https://example.com", verify=False)
`;

/** Confidence of the finding about the certificate, by line of the client; null where there is none. */
function confidence(others: Readonly<Record<string, string>>): string | null {
  const files = Object.entries({ 'client.py': CLIENT, ...others }).map(
    ([path, text]) => new SourceFile(path, 'python', text),
  );
  const { findings } = runRules(files, ALL_RULES, MODELS);
  const found = findings.find(
    ({ rule, location }) => rule === 'tls/no-certificate-check' && location.path === 'client.py' && location.line === 4,
  );
  return found?.confidence ?? null;
}

test('what only tests hand in makes a finding of low confidence, over any number of calls', () => {
  expect(confidence({})).toBe(null);
  expect(confidence({ 'tests/test_client.py': TEST })).toBe('low');
});

test('one caller outside of the tests is enough', () => {
  const job = 'from client import fetch\n\ndef job(url):\n    return fetch(url, verify=False)\n';
  expect(confidence({ 'job.py': job })).toBe('high');
  expect(confidence({ 'job.py': job, 'tests/test_client.py': TEST })).toBe('high');
  expect(confidence({ 'zjob.py': job, 'tests/test_client.py': TEST })).toBe('high');
});

test('a file named as a test that nothing runs as one is no test', () => {
  expect(confidence({ 'test.py': TEST.replace('import pytest\n', '').replace('def test_fetch', 'def main') })).toBe(
    'high',
  );
});
