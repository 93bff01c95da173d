import type { Conversation, Host } from '../host/host.ts';

/** What a validation is told. */
export interface PathSettings {
  /** As the user named it. */
  readonly target: string;
  readonly drive: Drive;
  /** Absolute. */
  readonly base: string;
  /** Folder that the target is loaded or started in, absolute. */
  readonly cwd: string;
  /** The interpreter for functions and applications. */
  readonly python: string;
  readonly method: string | null;
  readonly field: string | null;
  /** Path and query of a request, `{}` where the value goes. */
  readonly urlPath: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Names that the target is known to serve, tried first. */
  readonly legitimate: readonly string[];
  readonly symlink: boolean;
  /** Seconds for the whole run. */
  readonly deadline: number;
}

/** How the target is reached. */
export type Drive =
  | { readonly kind: 'function'; readonly module: string; readonly attribute: string }
  | { readonly kind: 'app'; readonly module: string; readonly attribute: string }
  | {
      readonly kind: 'url';
      readonly address: readonly [string, number];
      /** Program that serves it, started with the recorder in it; null when it runs already. */
      readonly command: readonly string[] | null;
    }
  | { readonly kind: 'command'; readonly command: readonly string[] };

/** A place of the target that takes a value, as the driver found it. */
export interface Surface {
  readonly kind: 'argument' | 'stdin' | 'path' | 'query' | 'form' | 'file' | 'json' | 'header' | 'cookie' | 'body';
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly shapes: readonly string[];
  readonly fill: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
  /** Other files of a form that the handler needs. */
  readonly files?: readonly string[];
  /** For a method: what its class is made with; null for a function. */
  readonly construct?: Readonly<Record<string, string>> | null;
  /** File (absolute) and line of the handler. */
  readonly at?: readonly [string, number] | null;
}

/** One thing that the target did to the file system. */
export interface FileEvent {
  readonly event: string;
  /** The path as the program named it; null where only the trace on disk or in the answer is known. */
  readonly raw: string | null;
  readonly resolved: string;
  readonly effect: 'read' | 'list' | 'write' | 'delete';
  readonly inside: boolean;
  readonly token: boolean;
  readonly existed: boolean;
  /** False when the operation cannot succeed: its folder is not there, or a folder is opened as a file. */
  readonly possible: boolean;
  readonly at: readonly [string, number] | null;
}

/** One value to send. */
export interface Ask {
  /** Index of the surface. */
  readonly surface: number;
  readonly shape: string;
  readonly value: string;
  readonly wire: string;
  readonly fill?: Surface['fill'];
  /** Further folders in which new names are looked for. */
  readonly look?: readonly string[];
}

/** What one value brought about. */
export interface Outcome {
  readonly events: readonly FileEvent[];
  readonly dropped: number;
  /** HTTP status or exit code. */
  readonly status: number | null;
  readonly error: string | null;
  /** True when the process had the recorder in it. */
  readonly seen: boolean;
}

/** What the driver says of itself when it is ready. */
export interface Ready {
  readonly python: string;
  /** `flask`, `django-wsgi`, `django-asgi`, `starlette`, `aiohttp`, `wsgi`, `asgi`, `function`, `command` or `server`. */
  readonly framework: string;
  readonly host: string;
  readonly surfaces: readonly Surface[];
  /** Files that the base has, relative to it, at most eight. */
  readonly existing: readonly string[];
}

/** Files, folders and links to plant, absolute. */
export interface Planting {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly links: readonly (readonly [string, string])[];
}

const START_SECONDS = 60;

/** Why the target could not be driven, in one sentence. */
export interface NotDriven {
  readonly problem: string;
}

/** A started driver. */
export class PathDriver {
  readonly ready: Ready;
  private readonly conversation: Conversation;
  private readonly timeout: number;
  private gone = false;
  readonly planted: { files: string[]; folders: string[]; links: string[] } = { files: [], folders: [], links: [] };

  private constructor(conversation: Conversation, ready: Ready, timeout: number) {
    this.conversation = conversation;
    this.ready = ready;
    this.timeout = timeout;
  }

  /** Starts the target. */
  static async start(host: Host, settings: PathSettings, token: string): Promise<PathDriver | NotDriven> {
    const sources = host.pythonFolder();
    if (sources === null)
      return { problem: 'the Python part of adderstone is not where it should be: install it again' };
    const { drive } = settings;
    // A Python script is run in forks of the driver, which then has to be the command's own interpreter.
    const program = drive.kind === 'command' ? (drive.command[0] as string) : '';
    const inline = /^python[0-9.]*$/.test(program.slice(program.lastIndexOf('/') + 1));
    const conversation = host.converse(
      inline ? program : settings.python,
      [`${sources}/adderstone_probe/paths_main.py`],
      {
        cwd: settings.cwd,
        env: { PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: undefined },
      },
    );
    const line = JSON.stringify({
      kind: drive.kind,
      ...(drive.kind === 'function' || drive.kind === 'app'
        ? { module: drive.module, attribute: drive.attribute }
        : { command: drive.command }),
      ...(drive.kind === 'url' ? { address: drive.address } : {}),
      inline,
      base: settings.base,
      cwd: settings.cwd,
      token,
      method: settings.method,
      field: settings.field,
      param: settings.field,
      urlPath: settings.urlPath,
      headers: settings.headers,
    });
    const answer = await conversation.ask(line, START_SECONDS * 1000);
    if (answer === null) {
      const last = lastLine(conversation.errors());
      return { problem: `the target could not be started with ${settings.python}${last === '' ? '' : `: ${last}`}` };
    }
    const ready = JSON.parse(answer) as Ready | NotDriven;
    if ('problem' in ready) {
      await conversation.end(5000);
      return ready;
    }
    // One value may take five seconds; a command has to start as well.
    return new PathDriver(conversation, ready, drive.kind === 'command' ? 10 : 5);
  }

  /** Plants what is not there yet; what could not be planted, with the reason. */
  async plant(planting: Planting): Promise<readonly (readonly [string, string])[]> {
    this.planted.files.push(...planting.files);
    this.planted.folders.push(...planting.folders);
    this.planted.links.push(...planting.links.map(([path]) => path));
    const answer = await this.conversation.ask(JSON.stringify({ op: 'plant', ...planting }), 10_000);
    if (answer === null) {
      this.gone = true;
      return [];
    }
    return (JSON.parse(answer) as { refused: [string, string][] }).refused;
  }

  /** Sends one value. Null when the target ended or hangs; text: why the value cannot be sent. */
  async send(ask: Ask): Promise<Outcome | string | null> {
    return (await this.sendAll([ask]))?.[0] ?? null;
  }

  /**
   * Sends values one after the other, up to the first that shows something outside of the base: so many answers come back, at least one. Null when the target
   * ended or hangs.
   */
  async sendAll(asks: readonly Ask[]): Promise<readonly (Outcome | string)[] | null> {
    if (this.gone) return null;
    const answer = await this.conversation.ask(
      JSON.stringify({ op: 'send', asks: asks.map((ask) => ({ timeout: this.timeout, ...ask })) }),
      (this.timeout + 5) * 1000 * Math.min(asks.length, 4),
    );
    if (answer === null) {
      this.gone = true;
      return null;
    }
    const { answers } = JSON.parse(answer) as { answers: (Outcome | { unsendable: string })[] };
    return answers.map((one) => ('unsendable' in one ? one.unsendable : one));
  }

  /** Whether the target has ended by itself or was ended because it hung. */
  get ended(): boolean {
    return this.gone;
  }

  /** The last line that the target wrote. */
  lastWords(): string {
    return lastLine(this.conversation.errors());
  }

  /** Ends the target; takes away what was planted, also when the driver died before it could. */
  async end(host: Host): Promise<void> {
    await this.conversation.end(8000);
    if (!this.gone) return;
    for (const path of [...this.planted.files, ...this.planted.links]) host.remove(path);
    for (const path of [...this.planted.folders].reverse()) host.removeFolder(path);
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}
