#!/usr/bin/env node
// Runs on any Node: below the supported version it prints one sentence, else it loads the program.
var version = process.versions.node.split('.');
if (Number(version[0]) < 22 || (Number(version[0]) === 22 && Number(version[1]) < 12)) {
  console.error('adderstone needs Node 22.12 or newer; this is Node ' + process.versions.node + '.');
  process.exitCode = 2;
} else {
  import('../dist/cli.js').catch((error) => {
    console.error('adderstone could not start: ' + (error && error.message ? error.message : error));
    process.exitCode = 2;
  });
}
