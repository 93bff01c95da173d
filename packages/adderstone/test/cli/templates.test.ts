import { expect, test } from 'vitest';
import { adderstone, checkJson, git, project, SAFE, write } from './run.ts';

const VIEW = `from flask import Flask, render_template, request
app = Flask(__name__)
@app.route("/")
def show():
    return render_template("note.html", text=request.args["text"], other=1)
`;
const PAGE = '<h1>{{ other }}</h1>\n<p>{{ text|safe }}</p>\n';

const found = (root: string, ...args: string[]): string[] =>
  checkJson(root, ...args).report.findings.map(({ rule, path, line, status }) => `${path}:${line} ${rule} ${status}`);

test('templates of the project are read, and what a view fills them with is told with its way', () => {
  const root = project({ 'app.py': VIEW, 'templates/note.html': PAGE, 'templates/plain.html': '<p>{{ x }}</p>\n' });
  const { report } = checkJson(root);
  expect(report.findings).toMatchObject([
    { path: 'templates/note.html', line: 2, rule: 'html/template-unescaped', severity: 'high', tier: 'remote' },
  ]);
  expect((report.findings[0] as unknown as { trace: { path: string; line: number }[] }).trace).toMatchObject([
    { path: 'app.py', line: 5 },
    { path: 'app.py', line: 5 },
    { path: 'templates/note.html', line: 2 },
  ]);
});

test('excluded, ignored and tested templates are left alone, waivers take the others', () => {
  const page = '<p>{{ x|safe }}</p>\n';
  const root = project({
    'a.py': SAFE,
    'page.j2': page,
    'out/page.html': page,
    'tests/templates/page.html': page,
    'docs/_templates/page.html': page,
    'vendor/page.html': page,
    '.gitignore': 'out/\n',
    'adderstone.toml': 'exclude = ["vendor"]\n',
  });
  expect(found(root)).toEqual(['page.j2:1 html/template-unescaped new']);
  write(root, {
    'adderstone.toml': 'exclude = ["vendor"]\n[per-file-ignores]\n"*.j2" = ["html/template-unescaped"]\n',
  });
  expect(found(root)).toEqual([]);
});

test('a template that is too large is no silence', () => {
  const root = project({
    'a.py': SAFE,
    'big.html': `{{ x|safe }}${' '.repeat(2000)}`,
    'adderstone.toml': 'max-file-size = 1000\n',
  });
  const { report } = checkJson(root);
  expect(report.run.complete).toBe(false);
  expect(report.files.skipped).toMatchObject([{ path: 'big.html', gap: true }]);
});

test('changes of templates are compared with the base, and are read from the index', () => {
  const root = project({ 'a.py': SAFE, 'page.html': '<p>{{ x|safe }}</p>\n' });
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '-m', 'first');
  write(root, { 'page.html': '<p>{{ x|safe }}</p>\n<p>{{ y|safe }}</p>\n' });
  expect(found(root, '--since', 'HEAD')).toEqual([
    'page.html:1 html/template-unescaped baselined',
    'page.html:2 html/template-unescaped new',
  ]);
  expect(found(root, '--staged')).toEqual(['page.html:1 html/template-unescaped baselined']);
});

test('what looks like a secret in a template is not shown', () => {
  const key = ['ghp', 'q7Hb2mX9sKd4LwPz6RtYv1NcJfEa3GuB8oTi'].join('_');
  const root = project({ 'a.py': SAFE, 'page.html': `<p title="${key}">{{ x|safe }}</p>\n` });
  const shown = adderstone(root, ['check', '--output-format', 'full']).out;
  expect(shown).toContain('page.html:1');
  expect(shown).not.toContain(key.slice(8, 20));
});
