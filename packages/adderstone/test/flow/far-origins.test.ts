import { expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** A program that hands a value from attribute to attribute of an object before it is run. */
function relay(length: number, from: string): string {
  const lines = ['import os, requests', 'from flask import request', 'class Relay:'];
  lines.push('    def start(self):', `        self.v0 = ${from}`);
  for (let i = 0; i < length; i++) lines.push(`    def f${i}(self):`, `        self.v${i + 1} = self.v${i}`);
  lines.push('    def last(self):', `        requests.get(self.v${length})`);
  return lines.join('\n');
}

function outcomes(text: string): readonly string[] {
  const rules = ALL_RULES.filter((one) => one.id === 'url/ssrf');
  const line = text.split('\n').length;
  return runRules([new SourceFile('main.py', 'python', text)], rules, MODELS)
    .sites.filter((one) => one.line === line)
    .map(({ outcome, reason }) => `${outcome} ${reason}`);
}

test('data that comes over some variables is found', () => {
  expect(outcomes(relay(20, 'request.args["q"]'))).toEqual(['violating null']);
});

test('data that comes from further away than a search goes is a doubt with its reason', () => {
  expect(outcomes(relay(200, 'request.args["q"]'))).toEqual(['unknown budget']);
});

test('where nothing untrusted is behind the many places, there is no doubt', () => {
  expect(outcomes(relay(200, 'os.getpid()'))).toEqual(['safe no-untrusted-origin']);
});
