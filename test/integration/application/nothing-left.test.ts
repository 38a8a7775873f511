import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { holds, isRunning } from '../../engine/fixtures/processes.js';

const program = join(import.meta.dirname, '..', '..', 'engine', 'fixtures', 'start-application.mjs');

it('SIGKILL of cache-bench leaves nothing of the application and of what it started', async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'cb-application-'));
  for (let death = 0; death < 3; death += 1) {
    const child = spawn(process.execPath, [program], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    const pids = printed.toString().trim().split(' ').map(Number);
    expect(pids).toHaveLength(2);
    child.kill('SIGKILL');
    for (const pid of pids) expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
    expect(await holds(async () => (await readdir(temporary)).length === 0)).toBe(true);
  }
  await rm(temporary, { recursive: true });
});
