#!/usr/bin/env node
import { openFilesProblem } from './open-files.js';

// Zod compiles each schema before its first use, which takes longer than checking the one document that a process reads or writes.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

const message = openFilesProblem();
if (message === undefined) {
  const { execute } = await import('@oclif/core');
  await execute({ dir: import.meta.url });
} else {
  const exitCode = 5;
  if (process.argv.includes('--json'))
    console.log(JSON.stringify({ error: { name: 'EnvironmentError', message, exitCode } }, null, 2));
  else console.error(`Error: ${message}`);
  process.exitCode = exitCode;
}
