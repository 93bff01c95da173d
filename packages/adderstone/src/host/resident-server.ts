import { chmodSync, existsSync, lstatSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { isPrivate } from './private-file.ts';
import { type Answer, askResident, MOST_BYTES, type Request, type ResidentPlace } from './resident.ts';

/** Milliseconds that a client may take for its message. */
const SLOW = 10_000;

/** When a resident process ends by itself. */
export interface ResidentLimits {
  /** Milliseconds without a request. */
  readonly idle: number;
  /** Bytes of memory after a request. */
  readonly memory: number;
}

type RunRequest = Extract<Request, { readonly ask: 'run' }>;

/**
 * Answers as the resident process, one request after the other, until nobody asks, it is told to stop, it has grown too large, or the program is not
 * there any more.
 * @param answer what the program gives for arguments; where it rejects, the client gets nothing and does it itself
 * @returns null when it has ended as it should, or why it could not begin, in one sentence
 */
export async function serveResident(
  place: ResidentPlace,
  limits: ResidentLimits,
  answer: (request: RunRequest) => Promise<Answer>,
): Promise<string | null> {
  if (!isPrivate(dirname(place.socket), 'folder')) return 'the folder of its socket is open to others';
  if ((await askResident(place, () => ({ ask: 'status' }))) !== null) return 'there is one already';
  const began = Date.now();
  let asked = 0;
  let turn: Promise<void> = Promise.resolve();
  return new Promise((ended) => {
    const temporary = `${place.socket.slice(0, -5)}.${process.pid}`;
    let ours = 0;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      readRequest(socket, (request) => {
        turn = turn.then(() => reply(socket, request));
      });
    });
    const stop = (): void => {
      // A process that began later may have taken the place.
      if (lstatSync(place.socket, { throwIfNoEntry: false })?.ino === ours) rmSync(place.socket, { force: true });
      server.close();
      ended(null);
    };
    const idle = setTimeout(stop, limits.idle);
    const reply = async (socket: Socket, request: Request): Promise<void> => {
      idle.refresh();
      try {
        if (request.ask === 'run') {
          asked++;
          socket.end(JSON.stringify(await answer(request)));
        } else {
          const seconds = Math.round((Date.now() - began) / 1000);
          const { user, system } = process.cpuUsage();
          const used = ((user + system) / 1e6).toFixed(2);
          const memory = process.memoryUsage().rss >> 20;
          const state = `process ${process.pid}, up for ${seconds} s, ${asked} answered in ${used} s of CPU, ${memory} MiB`;
          socket.end(JSON.stringify({ code: 0, out: `${state}\n`, err: '' } satisfies Answer));
        }
      } catch {
        socket.destroy();
      }
      if (request.ask === 'stop' || process.memoryUsage().rss > limits.memory || !existsSync(place.program)) {
        clearTimeout(idle);
        stop();
      }
    };
    server.on('error', (error) => {
      clearTimeout(idle);
      ended(`its socket cannot be opened (${(error as NodeJS.ErrnoException).code})`);
    });
    server.listen(temporary, () => {
      try {
        chmodSync(temporary, 0o600);
        ours = lstatSync(temporary).ino;
        renameSync(temporary, place.socket);
      } catch (error) {
        server.emit('error', error);
        server.close();
      }
    });
  });
}

function readRequest(socket: Socket, take: (request: Request) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  socket.setTimeout(SLOW, () => {
    if (!socket.readableEnded) socket.destroy();
  });
  // A client that has gone needs no answer.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    size += chunk.length;
    if (size > MOST_BYTES) socket.destroy();
    else chunks.push(chunk);
  });
  socket.on('end', () => {
    const request = requestIn(Buffer.concat(chunks).toString('utf8'));
    if (request === null) socket.destroy();
    else take(request);
  });
}

function requestIn(text: string): Request | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown> | null;
    if (value === null) return null;
    const { ask, args, cwd, env, input } = value;
    if (ask === 'status' || ask === 'stop') return { ask };
    const isRun =
      ask === 'run' &&
      Array.isArray(args) &&
      args.every((one) => typeof one === 'string') &&
      typeof cwd === 'string' &&
      typeof env === 'object' &&
      env !== null &&
      Object.values(env).every((one) => typeof one === 'string') &&
      (input === null || typeof input === 'string');
    return isRun ? (value as unknown as Request) : null;
  } catch {
    return null;
  }
}
