import { execFileSync } from 'node:child_process';

/** Makes sure that dist is what src says before anything runs it: a stale build would be tested otherwise. */
export function setup(): void {
  execFileSync(process.execPath, ['bin/setup.js'], { cwd: new URL('..', import.meta.url), stdio: 'inherit' });
}
