import { type Host, overlaid } from '../host/host.ts';
import { programFolder } from '../host/node-host.ts';
import { type Answer, askResident, type Request, residentPlace } from '../host/resident.ts';
import { serveResident } from '../host/resident-server.ts';
import { BUILD } from '../scan/version.ts';
import { hook } from './hook.ts';
import { refuse } from './say.ts';

/** Minutes without a request after which the process ends. */
const IDLE_MINUTES = 15;
/** Bytes of memory above which it ends, and another is started by who needs it. */
const MOST_MEMORY = 768 << 20;

/**
 * `adderstone resident status|stop|run`: the process that answers for the agents' hooks while files are being edited. `run` is it, and is started by
 * the hooks; `status` and `stop` ask the one of this build and this user.
 */
export async function resident(args: readonly string[], host: Host): Promise<number> {
  const [what, ...more] = args;
  if ((what !== 'run' && what !== 'status' && what !== 'stop') || more.length > 0)
    return refuse(host, 'usage: adderstone resident status|stop|run');
  const place = residentPlace(`${programFolder()}/../bin/adderstone.js`, BUILD);
  if (place === null) return refuse(host, 'there can be no resident process here (no home of its own for its socket)');
  if (what === 'run') {
    const limits = { idle: IDLE_MINUTES * 60_000, memory: MOST_MEMORY };
    const problem = await serveResident(place, limits, (request) => answerHook(request, host));
    return problem === null ? 0 : refuse(host, `no resident process: ${problem}`);
  }
  const answer = await askResident(place, () => ({ ask: what }));
  host.stdout(answer === null ? 'no resident process\n' : `${what === 'stop' ? 'ended: ' : ''}${answer.out}`);
  return 0;
}

async function answerHook(request: Extract<Request, { readonly ask: 'run' }>, machine: Host): Promise<Answer> {
  const [verb, ...args] = request.args;
  if (verb !== 'hook') throw new Error('only hooks are answered');
  let out = '';
  let err = '';
  const host = overlaid(machine, {
    cwd: request.cwd,
    env: request.env,
    stdin: (limit) => {
      const bytes = request.input === null ? null : Buffer.from(request.input, 'base64');
      return bytes === null || bytes.length > limit ? null : bytes;
    },
    stdout: (text) => {
      out += text;
      return true;
    },
    stderr: (text) => {
      err += text;
    },
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
  });
  const code = await hook(args, host);
  return { code, out, err };
}
