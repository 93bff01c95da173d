import { overlaid } from '../host/host.ts';
import { nodeHost } from '../host/node-host.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import { check } from './check.ts';
import { hook } from './hook.ts';
import { secrets } from './secrets.ts';

/** One of so many examples: more compile little more, and a larger snapshot takes longer to start from. */
const EVERY = 16;
const SETTINGS = '[tool.adderstone]\n';
/** A text with letters beyond ASCII, which some tables are for. */
const FOREIGN = '# Schlüssel\nname = "Zürich"\n';

/**
 * Runs what users run most over examples of the rules, so that V8 compiles it. Writes into a folder for temporary files that it removes, prints
 * nothing, reads neither the user's settings nor a cache.
 */
export async function warmUp(): Promise<void> {
  const real = nodeHost();
  const folder = real.temporaryFolder();
  if (folder === null) return;
  try {
    const project = `${folder.path}/project`;
    const files = exampleFiles();
    for (const [path, text] of [['pyproject.toml', SETTINGS] as const, ['names.py', FOREIGN] as const, ...files]) {
      const place = `${project}/${path}`;
      real.makeFolder(place.slice(0, place.lastIndexOf('/')), 0o700);
      real.write(place, text);
    }
    const host = overlaid(real, {
      cwd: project,
      env: { HOME: folder.path, PATH: real.env['PATH'] },
      stdout: () => true,
      stderr: () => undefined,
      stdin: () => Buffer.from(edit(project, files[0]?.[0] ?? '')),
    });
    await check(['.', '--exit-zero', '--output-format', 'json'], host);
    await check(['.', '--exit-zero', '--output-format', 'full'], host);
    await secrets(['.'], host);
    await hook(['post-edit', '--agent', 'claude'], host);
  } finally {
    folder.remove();
  }
}

function edit(folder: string, path: string): string {
  return JSON.stringify({
    hook_event_name: 'PostToolUse',
    cwd: folder,
    tool_input: { file_path: `${folder}/${path}` },
  });
}

/** Some examples of rules by path. */
function exampleFiles(): readonly (readonly [string, string])[] {
  const all = ALL_RULES.flatMap(({ id, bad, good }) =>
    [...bad, ...good].flatMap((example, i) =>
      Object.entries(typeof example === 'string' ? { 'example.py': example } : example).map(
        ([path, text]) => [`${id.replace('/', '_')}_${i}/${path}`, text] as const,
      ),
    ),
  );
  return all.filter((_, i) => i % EVERY === 0);
}
