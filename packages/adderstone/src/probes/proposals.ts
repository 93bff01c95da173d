import type { Analysis } from '../flow/analyze.ts';
import type { FunctionInfo } from '../flow/program.ts';

/** A target of a dynamic check that the analysis saw. */
export interface Proposal {
  readonly kind: 'paths' | 'throughput';
  /** The command that validates it; `DIR` stands for the folder that nothing may leave, which only people know. */
  readonly command: string;
  /** Project-relative file and 1-based line that it was seen at. */
  readonly path: string;
  readonly line: number;
  /** Why, in a few of our own words. */
  readonly because: string;
}

const APPLICATIONS: readonly string[] = [
  'flask.Flask',
  'fastapi.FastAPI',
  'starlette.applications.Starlette',
  'aiohttp.web.Application',
  'django.core.handlers.wsgi.WSGIHandler',
  'django.core.handlers.asgi.ASGIHandler',
];
const FACTORIES: readonly string[] = [
  'django.core.wsgi.get_wsgi_application()',
  'django.core.asgi.get_asgi_application()',
];
const CLIENTS =
  /^(?:httpx|aiohttp|requests|urllib3|urllib\.request|socket|http\.client|asyncio\.open_connection)(?:\.|$)/;
/** Proposals of one sort that are kept. */
const MOST = 50;
/** What a shell and Python take as it is: anything else is left out. */
const PLAIN = /^[A-Za-z_][\w.]*$/;
const PLAIN_PATH = /^[\w][\w./-]*$/;

/** Functions whose parameters reach the file system, applications whose requests do, scripts that work over the network. Sorted by kind, path and line. */
export function proposeTargets(analysis: Analysis): readonly Proposal[] {
  const found: Proposal[] = [];
  const requests = analysis.flows.filter(({ site, tier }) => isPath(site.kind) && tier === 'remote');
  // A guard, sound or not, ends a flow: what it guards is still to be run.
  const site =
    requests[0]?.site ??
    analysis.sites.find((one) => isPath(one.kind) && one.outcome !== 'constant' && !one.module.entry.isTest);
  if (site !== undefined)
    for (const module of analysis.project.modules) {
      if (module.isTest || !PLAIN.test(module.name)) continue;
      for (const name of module.names) {
        const value = module.binding(name);
        if (value === null || !PLAIN.test(name) || value.file !== module.file) continue;
        const isApplication =
          value.instances.some((one) => APPLICATIONS.includes(one)) ||
          value.references.some((one) => FACTORIES.includes(one));
        if (!isApplication) continue;
        found.push({
          kind: 'paths',
          command: `adderstone validate paths --base DIR --app ${module.name}:${name}`,
          path: site.module.file.path,
          line: site.module.file.position(site.start).line,
          because:
            requests.length > 0
              ? 'data of a request becomes a path here'
              : 'an application, and a path that is not constant here',
        });
        break;
      }
    }
  const seen = new Set<FunctionInfo>();
  for (const site of analysis.sites) {
    if (!isPath(site.kind) || site.outcome === 'constant' || site.module.entry.isTest) continue;
    const fn = functionAt(site.module.functions, site.start);
    if (fn === null || seen.has(fn) || requests.some((flow) => flow.site === site)) continue;
    seen.add(fn);
    const { qualifiedName, parameters } = fn.ir;
    const own = parameters.filter(({ name }) => name !== 'self' && name !== 'cls');
    if (own.length === 0 || !PLAIN.test(qualifiedName) || !PLAIN.test(fn.module.entry.name)) continue;
    // A function in a function, and one with decorators that a framework calls, is reached through what holds it.
    if (fn.ir.parent !== 0 && fn.cls === null) continue;
    found.push({
      kind: 'paths',
      command: `adderstone validate paths --base DIR --target ${fn.module.entry.name}:${qualifiedName}`,
      path: site.module.file.path,
      line: site.module.file.position(fn.ir.start).line,
      because: 'a parameter becomes a path',
    });
  }
  for (const module of analysis.project.modules) {
    if (module.isTest || !module.hasMain || !module.imports.some((one) => CLIENTS.test(one))) continue;
    if (!PLAIN_PATH.test(module.file.path) || !module.file.path.endsWith('.py')) continue;
    found.push({
      kind: 'throughput',
      command: `adderstone validate throughput -- python ${module.file.path} {url} {n}`,
      path: module.file.path,
      line: 1,
      because: 'a script that works over the network',
    });
  }
  const order = (one: Proposal): string =>
    `${one.kind} ${one.path} ${String(one.line).padStart(9, '0')} ${one.command}`;
  found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const kept: Proposal[] = [];
  for (const kind of ['paths', 'throughput']) kept.push(...found.filter((one) => one.kind === kind).slice(0, MOST));
  // An application is the way in that its users take.
  return kept.sort((a, b) => Number(b.command.includes('--app ')) - Number(a.command.includes('--app ')));
}

function isPath(kind: string): boolean {
  return kind === 'path';
}

function functionAt(functions: readonly FunctionInfo[], offset: number): FunctionInfo | null {
  // A function's place is its name: the innermost that holds an offset is the last that begins before it and whose code the site was found in.
  let best: FunctionInfo | null = null;
  for (const one of functions)
    if (one.ir.kind === 'function' && one.ir.start < offset && (best === null || one.ir.start > best.ir.start))
      best = one;
  return best;
}
