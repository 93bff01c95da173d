#!/usr/bin/env node
// Runs on any Node: below the supported version it prints one sentence, else it loads the program.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error('adderstone needs Node 22.12 or newer; this is Node ' + process.versions.node + '.');
  process.exitCode = 2;
} else {
  // Where V8's snapshot of the program is entered, nothing comes back.
  const { start } = await import('../dist/start.js');
  if (!(await start(process.argv[1], process.argv.slice(2)))) await import('../dist/cli.js');
}
