import { expect, test } from 'vitest';
import { bind, check, ground } from './ground.ts';

const APP = `from pathlib import Path
def save(name, data):
    base = Path("/srv/up").resolve()
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise ValueError("outside")
    path.write_bytes(data)
`;

/** A JUnit report of one test with an outcome. */
const junit = (name: string, inner = '', classname = 'tests.test_upload') =>
  `<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="0" failures="0" skipped="0" tests="1" time="0.1" timestamp="2026-11-27T21:00:00.1+00:00" hostname="h"><testcase classname="${classname}" name="${name}" time="0.001">${inner}</testcase></testsuite></testsuites>`;

function judge(source: string, report: string) {
  const files = { 'app/store.py': APP, 'tests/test_upload.py': source };
  const result = check([bind('junit', report, ground(files))], files);
  const verdict = result.verdicts.find(({ requirement }) => requirement === 'VAL-PY_SEC-02');
  return { verdict, result };
}

const SENDS: Record<string, [string, string, string]> = {
  'a parametrised test that posts through a client': [
    'import pytest\n@pytest.mark.parametrize("name", ["../x", "a/../../b"])\ndef test_stays(client, name):\n    answer = client.post("/up", data={"file": (b"", name)})\n    assert answer.status_code == 400\n',
    'test_stays[../x]',
    'client.post',
  ],
  'a call of the project’s own function that is expected to raise': [
    'import pytest\nfrom app.store import save\ndef test_stays():\n    with pytest.raises(ValueError):\n        save("../../etc/passwd", b"")\n',
    'test_stays',
    'save',
  ],
  'a loop over constants, encoded': [
    'from fastapi.testclient import TestClient\nfrom app import store\nNAMES = ["%2e%2e%2fx"]\nweb = TestClient(store)\ndef test_stays():\n    for name in NAMES:\n        url = f"/files/{name}"\n        assert web.get(url).status_code == 404\n',
    'test_stays',
    'web.get',
  ],
};

test.each(Object.entries(SENDS))('counts: %s', (_, [source, name, handler]) => {
  const { verdict } = judge(source, junit(name));
  expect([verdict?.state, verdict?.because]).toEqual(['met', null]);
  const evidence = verdict?.evidence.find(({ check }) => check === 'external:junit');
  expect(evidence?.text).toContain('1 test, 1 found in this project, 1 seen to send `../` to a handler');
  expect(evidence?.places).toMatchObject([
    { path: 'tests/test_upload.py', note: `passed, and sends \`../\` to \`${handler}\`` },
  ]);
});

test.each<[string, string, string, string]>([
  [
    'nothing is sent',
    'def test_stays(client):\n    assert client.get("/up/a.txt").status_code == 200\n',
    'test_stays',
    'no test of it is seen to send',
  ],
  [
    'nothing is asserted',
    'def test_stays(client):\n    client.get("/up/../x")\n',
    'test_stays',
    'no test of it is seen to send',
  ],
  [
    'only a text is compared',
    'def test_stays():\n    name = "../x"\n    assert name.startswith("..")\n',
    'test_stays',
    'no test of it is seen to send',
  ],
  [
    'a dictionary is no client',
    'def test_stays():\n    table = {}\n    assert table.get("../x") is None\n',
    'test_stays',
    'no test of it is seen to send',
  ],
  [
    'the answer of a call is not what went in',
    'from app.store import save\ndef test_stays(make):\n    name = make("../x")\n    assert save(name, b"") is None\n',
    'test_stays',
    'no test of it is seen to send',
  ],
  [
    'a comment is no code',
    'def test_stays(client):\n    # client.get("../x")\n    assert client.get("/a")\n',
    'test_stays',
    'no test of it is seen to send',
  ],
  [
    'the test is not in the project',
    'def test_other(client):\n    assert client.get("/../x")\n',
    'test_stays',
    'it is about other tests',
  ],
  [
    'the test did not run',
    'def test_stays(client):\n    assert client.get("/../x")\n',
    'test_stays|<skipped/>',
    '1 test that sends `../` to a handler did not run',
  ],
])('does not count: %s', (_, source, named, said) => {
  const [name, inner] = named.split('|') as [string, string?];
  const { verdict, result } = judge(source, junit(name, inner));
  expect([verdict?.state, verdict?.because]).toEqual(['not-verified', 'not-run']);
  expect(result.evidence[0]?.unproven).toContain(said);
});

test('a failing test that sends `../` violates the clause at its own line', () => {
  const [source, name] = SENDS['a call of the project’s own function that is expected to raise'] as [
    string,
    string,
    string,
  ];
  const { verdict, result } = judge(source, junit(name, '<failure message="no">&lt;x&gt;</failure>'));
  expect(verdict?.state).toBe('violated');
  expect(result.findings.find(({ rule }) => rule === 'external/junit')).toMatchObject({
    location: { path: 'tests/test_upload.py', line: 3, column: 5 },
    message: 'a test that sends `../` to `save` fails',
    requirements: ['VAL-PY_SEC-02'],
  });
});

test('a method of a test class is found by its class', () => {
  const source =
    'import unittest\nfrom app.store import save\nclass TestUp(unittest.TestCase):\n    def test_stays(self):\n        self.assertRaises(ValueError, save, "a", b"")\n        with self.assertRaises(ValueError):\n            save("../x", b"")\n';
  const { verdict } = judge(source, junit('test_stays', '', 'tests.test_upload.TestUp'));
  expect(verdict?.state).toBe('met');
});
