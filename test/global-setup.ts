import { execFileSync } from 'node:child_process';

/** Makes sure that dist is built from the current src, so that no stale build is tested. */
export function setup(): void {
  execFileSync(process.execPath, ['bin/setup.js'], { cwd: new URL('..', import.meta.url), stdio: 'inherit' });
}
