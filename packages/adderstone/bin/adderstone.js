#!/usr/bin/env node
// Runs on any Node: below the supported version it prints one sentence, else it loads the program.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  console.error('adderstone needs Node 22.12 or newer; this is Node ' + process.versions.node + '.');
  process.exitCode = 2;
} else {
  // Goes on in V8's snapshot of the program where there is one, and does not come back.
  (await import('../dist/start.js')).start(process.argv[1], process.argv.includes('--watch'));
  await import('../dist/cli.js');
}
