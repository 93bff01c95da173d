import { buildSnapshot } from '../host/build-snapshot.ts';
import { nodeHost, programArguments, programFolder } from '../host/node-host.ts';
import { snapshotName } from '../host/startup-snapshot.ts';
import { BUILD, VERSION } from '../scan/version.ts';

// The snapshot of this program: where the first argument says, else beside the program.
const folder = programFolder();
const [blob = `${folder}/${snapshotName(BUILD)}`] = programArguments();
const problem = buildSnapshot(`${folder}/../bin/adderstone.js`, blob, `adderstone ${VERSION}\n`);
if (problem !== null) {
  nodeHost().stderr(`no snapshot: ${problem}\n`);
  process.exitCode = 1;
}
