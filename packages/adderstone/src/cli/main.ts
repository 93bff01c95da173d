import { isSnapshotDue } from '../host/startup-snapshot.ts';
import { runProgram } from './program.ts';

await runProgram();
const due = isSnapshotDue();
if (due !== null) (await import('../host/build-snapshot.ts')).buildSnapshotLater(due);
