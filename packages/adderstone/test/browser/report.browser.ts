import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Report } from '../../src/scan/outcome.ts';
import { HOSTILE_PATH, HOSTILE_TEXT, sampleReport } from '../report/sample-report.ts';
import { browserForTests, htmlOf, largeReport } from './pages.ts';

const { open, save } = browserForTests();
const sample = save('sample.html', htmlOf(sampleReport()));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Findings of the large report; the page must stay quick with them. */
const MANY = 5_000;

const visible = (page: Page): Promise<string[]> => page.locator('#findings-list > li .place').allTextContents();

test('the page loads nothing, says nothing on the console, and shows hostile text as text', async () => {
  const { page, told } = await open(sample);
  await page.locator('.open-all').click();
  for (const summary of await page.locator('#findings-list summary').all()) await summary.click();
  expect(told).toEqual([]);
  expect(await page.locator('script').count()).toBe(2);
  expect(await page.locator('img, iframe, object, embed, link, base, [style], [onclick], [onerror]').count()).toBe(0);
  const body = await page.locator('body').innerText();
  expect(body).toContain('<img src=x onerror=1>');
  expect(body).toContain('</script>]]>');
  expect(body).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
});

test('the policy stops a script, a style and a form that are not the page’s own', async () => {
  const { page } = await open(sample);
  const blocked = await page.evaluate(async () => {
    const kinds: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => kinds.push(event.effectiveDirective));
    const script = document.createElement('script');
    try {
      script.textContent = 'document.title = "run"';
    } catch {
      kinds.push('trusted types');
    }
    document.body.setAttribute('style', 'color: red');
    const image = document.createElement('img');
    image.src = 'http://127.0.0.1:9/a.png';
    document.body.append(image);
    try {
      document.body.innerHTML = '<p>';
    } catch {
      kinds.push('innerHTML');
    }
    await new Promise((done) => setTimeout(done, 100));
    return { kinds, title: document.title };
  });
  expect(blocked.title).not.toBe('run');
  expect(blocked.kinds).toEqual(expect.arrayContaining(['trusted types', 'innerHTML', 'style-src-attr', 'img-src']));
});

test('filters come from the address and go back to it', async () => {
  const { page } = await open(sample, '#findings?severity=critical&clause=BAN-PY_SEC-01');
  expect(await visible(page)).toEqual(['app/views.py:6:17', 'app/views.py:7:17', 'app/views.py:15:20']);
  await page.getByLabel('Severity').first().selectOption('');
  await page.locator('#findings-clause').selectOption('');
  await page.locator('#findings-q').fill('notes cell');
  expect(await visible(page)).toEqual(['notes/über uns.ipynb:cell 3:2:1']);
  expect(new URL(page.url()).hash).toBe('#findings?q=notes+cell');
  expect(await page.locator('#findings-shown').innerText()).toBe('1 of 14 findings');
  await page.locator('#findings-filter button').click();
  await expect.poll(() => new URL(page.url()).hash).toBe('#findings');
  await page.locator('#findings-status').selectOption('waived');
  expect(await visible(page)).toEqual(['old/job.py:1:1']);
  await page.goto(`${page.url().split('#')[0]}#clauses?state=met`);
  expect(await page.locator('.clause:visible .id').allInnerTexts()).toEqual(['REQ-PY_SEC-07']);
  await page.getByRole('link', { name: 'Show all' }).click();
  expect(await page.locator('.clause:visible').count()).toBe(10);
});

test('an address with a filter that this report does not have shows everything', async () => {
  const { page, told } = await open(sample, '#findings?rule=gone/rule&severity=%E0%A4%A');
  expect((await visible(page)).length).toBe(11);
  expect(told).toEqual([]);
});

test('a finding and a clause have addresses of their own', async () => {
  const report = sampleReport();
  const waived = report.findings.find(({ status }) => status === 'waived');
  const { page } = await open(sample, `#finding-${waived?.fingerprint}`);
  const row = page.locator(`#finding-${waived?.fingerprint}`);
  expect(await row.locator('details').getAttribute('open')).toBe('');
  expect(await row.innerText()).toContain(
    'waived by ops@example.org since 2026-03-01 until 2027-03-01: goes away with the migration',
  );
  await page.goto(`${page.url().split('#')[0]}#REQ-PY_SEC-01`);
  expect(await page.locator('#REQ-PY_SEC-01').getAttribute('open')).toBe('');
  expect(await page.locator('#REQ-PY_SEC-01').innerText()).toContain('This change: was met; 1 new, 2 fixed.');
});

test('a finding shows its path with code, marked where it is meant', async () => {
  const { page } = await open(sample, '#findings?q=request.args');
  await page.locator('#findings-list summary').first().click();
  const steps = page.locator('#findings-list > li').first().locator('.path > li');
  expect(await steps.locator('.at').allInnerTexts()).toEqual([
    'app/views.py:5:9',
    'app/views.py:5:2',
    'app/views.py:6:17',
  ]);
  expect(await steps.locator('mark').allInnerTexts()).toEqual(['request.args["名前"]', 'name', '"ls " + name']);
  expect(await steps.nth(2).locator('.line.meant .number').innerText()).toBe('6');
});

test('everything can be reached and opened with the keyboard', async () => {
  const { page } = await open(sample);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the clauses');
  await page.locator('#BAN-PY_SEC-01 > summary').focus();
  await page.keyboard.press('Enter');
  expect(await page.locator('#BAN-PY_SEC-01').getAttribute('open')).toBe('');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('The 3 places that break it');
  await page.keyboard.press('Enter');
  await expect.poll(() => visible(page)).toHaveLength(3);
  await page.locator('#findings-list summary').first().focus();
  await page.keyboard.press('Space');
  expect(await page.locator('#findings-list details').first().getAttribute('open')).toBe('');
});

test.each([
  ['light', 380],
  ['light', 1440],
  ['dark', 380],
  ['dark', 1440],
] as const)(
  '%s at %i px: no serious violation of accessibility, nothing beside the page',
  async (colorScheme, width) => {
    const { page } = await open(sample, '', { colorScheme, bypassCSP: true, viewport: { width, height: 1000 } });
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `top-${width}-${colorScheme}.png`) });
    await page.locator('.open-all').click();
    for (const details of await page.locator('main details:not(.clause)').all())
      await details.evaluate((each) => {
        (each as HTMLDetailsElement).open = true;
      });
    await expect.poll(() => page.locator('.finding > .inside').count()).toBe(11);
    if (folder !== undefined)
      await page.screenshot({ path: join(folder, `all-${width}-${colorScheme}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.addScriptTag({ content: AXE });
    const { violations } = await page.evaluate(async () => {
      const axe = (
        globalThis as unknown as {
          axe: {
            run: () => Promise<{
              violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
            }>;
          };
        }
      ).axe;
      return axe.run();
    });
    const serious = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .map(({ html, failureSummary }) => `${html.slice(0, 120)} ${failureSummary}`)
            .join(' | ')
            .slice(0, 600)}`,
      );
    expect(serious).toEqual([]);
  },
);

test('without a script the verdicts, their evidence and all findings are there', async () => {
  const { page, told } = await open(sample, '', { javaScriptEnabled: false });
  expect(await page.locator('.clause .state').allInnerTexts()).toContain('not verified');
  await page.locator('#VAL-PY_SEC-02 > summary').click();
  expect(await page.locator('#VAL-PY_SEC-02').innerText()).toContain('adderstone validate path');
  expect(await page.locator('.plain > li').count()).toBe(14);
  expect(await page.locator('.scripted:visible, #findings-filter:visible').count()).toBe(0);
  expect(told).toEqual([]);
});

test('on paper everything is open that the filter lets through', async () => {
  const { page } = await open(sample, '#findings?severity=critical');
  const counts = await page.evaluate(() => {
    const opened = (): number => document.querySelectorAll('main details[open]').length;
    const before = opened();
    dispatchEvent(new Event('beforeprint'));
    const during = opened();
    const inside = document.querySelectorAll('.finding > .inside').length;
    dispatchEvent(new Event('afterprint'));
    return { before, during, inside, after: opened(), all: document.querySelectorAll('main details').length };
  });
  expect(counts).toEqual({ before: 0, during: counts.all, inside: 3, after: 0, all: counts.all });
  expect((await page.pdf()).length).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.locator('body').evaluate((body) => getComputedStyle(body).color)).toBe('rgb(31, 30, 27)');
});

test('the page of a compliant project says so, and only it is green', async () => {
  const report = sampleReport();
  const verdicts = report.verdicts.filter(({ state }) => state === 'met' || state === 'not-applicable');
  const compliant: Report = {
    ...report,
    run: { ...report.run, complete: true, compliant: true, exit: 0 },
    verdicts,
    findings: [],
    files: { examined: 3, lines: 9, skipped: [] },
  };
  const colour = async (file: string): Promise<{ verdict: string; met: string }> => {
    const { page, told } = await open(file);
    expect(told).toEqual([]);
    return {
      verdict: await page.locator('.verdict').innerText(),
      met: await page
        .locator('.clause.met .state')
        .first()
        .evaluate((each) => getComputedStyle(each).color),
    };
  };
  const green = await colour(save('compliant.html', htmlOf(compliant)));
  expect(green.verdict).toMatch(/^Compliant\./);
  expect(green.met).toBe('rgb(31, 107, 61)');
  expect((await colour(sample)).met).not.toBe(green.met);
});

test(`${MANY} findings: small, opens and filters without a pause`, async () => {
  const html = htmlOf(largeReport(MANY));
  const size = gzipSync(html).length;
  expect(size).toBeLessThan(3_000_000);
  const file = save('large.html', html);
  // CPU time of the page's own thread: what else the machine does has no part in it.
  const { page, told } = await open(sample);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const used = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000;
  };
  const before = await used();
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => document.querySelectorAll('#findings-list > li').length === 100);
  const opening = (await used()) - before;
  expect(await page.locator('#findings-shown').innerText()).toBe('5,000 findings');
  const filtering: number[] = [];
  for (const text of ['r', 're', 'request', 'request number 49', 'nothing at all', '']) {
    const start = await used();
    await page.locator('#findings-q').fill(text);
    filtering.push((await used()) - start);
  }
  expect(await page.locator('#findings-shown').innerText()).toBe('5,000 findings');
  const rounded = filtering.map((ms) => Math.round(ms));
  console.log(
    `${MANY} findings: ${html.length} characters, ${size} bytes compressed; CPU: opened ${Math.round(opening)} ms, filters ${rounded.join(', ')} ms`,
  );
  const folder = process.env['SCREENSHOTS'];
  if (folder !== undefined) writeFileSync(join(folder, 'large.html'), html);
  expect(opening).toBeLessThan(1_000);
  expect(Math.max(...filtering)).toBeLessThan(150);
  expect(told.filter((line) => !line.includes('large.html'))).toEqual([]);
});

test('hostile names are the text that they are', async () => {
  const { page } = await open(sample, '#findings?q=onerror');
  await page.locator('#findings-list summary').first().click();
  const text = await page.locator('#findings-list > li').first().innerText();
  expect(text).toContain(HOSTILE_PATH.slice(0, 14).replace('::', '\\x3a:'));
  expect(text).toContain('\\x1b[31m::set-env');
  expect(HOSTILE_TEXT).toContain('\x1b[31m');
});
