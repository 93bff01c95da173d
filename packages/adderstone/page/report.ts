import type { PageData, PageFinding } from '../src/report/page-data.ts';
import { byId, counted, element } from './element.ts';
import { examinedList } from './examined.ts';
import { findingsList, openRow } from './findings.ts';
import { currentRoute } from './route.ts';

const data = JSON.parse(byId('data')?.textContent ?? '{}') as PageData;
document.documentElement.classList.add('script');
const findings = findingsList(data);
const examined = examinedList(data);
const clauses = [...document.querySelectorAll<HTMLDetailsElement>('details.clause')];

/** Shows the clauses of one state, or all; says which. */
function showClauses(state: string): void {
  let shown = 0;
  for (const clause of clauses) {
    clause.hidden = state !== '' && clause.dataset['state'] !== state;
    if (!clause.hidden) shown++;
  }
  const said = byId('clauses-shown');
  if (said === null) return;
  said.hidden = state === '';
  said.replaceChildren(
    `${counted(shown, 'clause', 'clauses')} of ${clauses.length}: ${state.replaceAll('-', ' ')}. `,
    element('a', { href: '#clauses' }, 'Show all'),
  );
}

/** Opens the finding with a fingerprint, whatever the filter was. */
function showFinding(fingerprint: string): void {
  const item = data.findings.findIndex((finding) => finding.fingerprint === fingerprint);
  if (item < 0 || findings === null) return;
  let row = findings.reveal(item);
  if (row === null) {
    findings.set(new Map([['status', 'any']]));
    row = findings.reveal(item);
  }
  if (row === null) return;
  const summary = openRow(row, data.findings[item] as PageFinding, data);
  row.scrollIntoView({ block: 'start' });
  summary?.focus({ preventScroll: true });
}

/** Does what the address asks for. */
function follow(): void {
  const { name, parameters } = currentRoute();
  if (name === 'findings' || name === 'examined') {
    (name === 'findings' ? findings : examined)?.set(parameters);
    byId(name)?.scrollIntoView();
  } else if (name === 'clauses') {
    showClauses(parameters.get('state') ?? '');
    byId(name)?.scrollIntoView();
  } else if (name.startsWith('finding-')) showFinding(name.slice('finding-'.length));
  else {
    const clause = clauses.find(({ id, dataset }) => id === name || dataset['clause'] === name);
    if (clause === undefined) return;
    clause.hidden = false;
    clause.open = true;
    clause.scrollIntoView();
    clause.querySelector('summary')?.focus({ preventScroll: true });
  }
}

/** A button that opens or closes all clauses. */
function addOpenAll(): void {
  const legend = document.querySelector('.legend');
  if (legend === null || clauses.length === 0) return;
  const button = element('button', { type: 'button', class: 'open-all' }, 'Open all');
  button.addEventListener('click', () => {
    const open = clauses.some((clause) => !clause.open);
    for (const clause of clauses) clause.open = open;
    button.textContent = open ? 'Close all' : 'Open all';
  });
  legend.after(button);
}

/** Marks in the contents which section is being read. */
function followReading(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('.contents a')].map((link) => [link.hash.slice(1), link]),
  );
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        for (const [id, link] of links)
          if (id === target.id) link.setAttribute('aria-current', 'true');
          else link.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-10% 0px -80% 0px' },
  );
  for (const section of document.querySelectorAll('main > section')) observer.observe(section);
}

/** Paper has everything open that the filter lets through. */
function followPrinting(): void {
  let closed: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    findings?.showAll();
    closed = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')];
    const byElement = new Map(data.findings.map((finding) => [`finding-${finding.fingerprint}`, finding]));
    for (const details of closed) {
      const row = details.parentElement;
      const finding = row === null ? undefined : byElement.get(row.id);
      if (row !== null && finding !== undefined) openRow(row, finding, data);
      else details.open = true;
    }
  });
  addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
  });
}

addOpenAll();
followReading();
followPrinting();
addEventListener('hashchange', follow);
if (location.hash !== '') follow();
