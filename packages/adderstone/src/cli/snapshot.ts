import { startFromHere } from '../host/startup-snapshot.ts';
import { runProgram } from './program.ts';
import { warmUp } from './warm-up.ts';

// What Node keeps in the snapshot of the program: everything loaded, and the code of all that a run meets compiled.
startFromHere(runProgram);
void warmUp();
