#!/usr/bin/env node
import { openFilesProblem } from './open-files.js';
import { watchOutput } from './output-errors.js';

// Zod compiles each schema before its first use, which takes longer than checking the one document that a process reads or writes.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

const message = currentFolderProblem() ?? openFilesProblem();
if (message === undefined) {
  const { execute } = await import('@oclif/core');
  watchOutput();
  await execute({ dir: import.meta.url });
} else {
  const exitCode = 5;
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ error: { name: 'EnvironmentError', message, exitCode } }, null, 2));
  else console.error(`Error: ${message}`);
  process.exitCode = exitCode;
}

/** The message if the folder that the program was started in has been removed: Node then fails while it loads. */
function currentFolderProblem() {
  try {
    process.cwd();
    return undefined;
  } catch (error) {
    return `The current folder can't be used (${error instanceof Error ? error.message : error}). Try: another folder`;
  }
}
