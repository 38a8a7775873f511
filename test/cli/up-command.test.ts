import { execFileSync } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import { holds, isRunning } from '../engine/fixtures/processes.js';
import { leftBehind } from './drill/left-behind.js';
import { startProgram } from './drill/program.js';
import { openPseudoTerminal } from './drill/pseudo-terminal.js';
import { fixture } from './drill/run.js';
import { alone, openTerminals, patient, typeHere } from './drill/session.js';

/** Neither a port that servers choose nor one of the kernel's, and another one in each process. */
const basePort = 32_000 + (process.pid % 700);

describe('up -- COMMAND', () => {
  test('runs an application that finds its own cluster through TLS and relays on the chosen ports, and ends with its exit code', async () => {
    await using terminals = await openTerminals();
    // With two clusters, commands in the application need to know which one is theirs.
    await terminals.up(...alone);
    const closed = ['--set', 'topology.tls=true', '--set', 'topology.password=true'];
    const ports = ['--set', `topology.basePort=${basePort}`];
    const application = ['--', process.execPath, fixture('application.mjs')];
    const { exitCode, stdout, stderr } = await terminals.type('up', ...patient, ...closed, ...ports, ...application);
    const [used, struck, ...timeline] = stdout.trimEnd().split('\n');
    expect(used, stderr).toBe(`here on port ${basePort}`);
    expect(struck).toMatch(/^kill-process struck n3: /);
    expect(timeline).toEqual([expect.stringMatching(/^[\dT:.-]+Z +\d+\.\d{3} s {2}kill-process strikes n3$/)]);
    expect(stderr).toContain('The cluster has stopped.');
    expect(exitCode).toBe(7);
    await terminals.type('down', '--all');
    expect(await leftBehind(terminals.temporaryFolder)).toEqual([]);
  });

  test('on SIGKILL, the command ends too, and nothing is left behind', async () => {
    await using program = await startProgram(['up', ...alone, '--', 'sh', '-c', 'echo $$; exec sleep 300']);
    await vi.waitUntil(() => /^\d+\n$/.test(program.stdout), { timeout: 90_000 });
    const pid = Number(program.stdout);
    expect(await isRunning(pid)).toBe(true);
    process.kill(program.pid, 'SIGKILL');
    expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
    expect(await leftBehind(program.temporaryFolder)).toEqual([]);
  });
});

test('up -- bash works in a terminal: Ctrl-C ends what runs in front, jobs work, and SIGKILL of up leaves nothing', async () => {
  await using terminal = await openPseudoTerminal(['up', ...alone, '--', 'bash', '--norc', '-i']);
  const [, front] = await terminal.type(`sh -c 'echo front $$; exec sleep 300'\n`, /front (\d+)\r\n/);
  await terminal.type('\x03', /ready> /);
  expect(await isRunning(Number(front))).toBe(false);
  const [, job] = await terminal.type('sleep 301 &\n', /\[1\] (\d+)\r\n/);
  await terminal.type('jobs\n', /\[1\].* Running +sleep 301/);
  const [, away] = await terminal.type(`setsid sh -c 'echo away $$; exec sleep 302' &\n`, /away (\d+)\r\n/);
  const [, up, shell] = await terminal.type('echo pids $PPID $$\n', /pids (\d+) (\d+)\r\n/);
  const pids = [up, shell, job, away].map(Number);
  expect(await Promise.all(pids.map(isRunning))).toEqual([true, true, true, true]);
  process.kill(Number(up), 'SIGKILL');
  for (const pid of pids) expect(await holds(async () => !(await isRunning(pid)))).toBe(true);
  expect(await leftBehind(terminal.temporaryFolder)).toEqual([]);
});

test('up --detach --env prints what a shell evaluates, and timeline shows what has happened since', async () => {
  await using terminals = await openTerminals();
  const { stdout, exitCode } = await terminals.type('up', ...alone, '--detach', '--env', '--for', '5m');
  expect(exitCode).toBe(0);
  const script = 'eval "$1"; echo "$REDIS_URL $CACHE_BENCH_SESSION"';
  const evaluated = execFileSync('sh', ['-c', script, 'sh', stdout], { encoding: 'utf8' });
  const [url = '', id = ''] = evaluated.trimEnd().split(' ');
  expect(url).toMatch(/^redis:\/\/127\.0\.1\.1:\d+$/);
  await typeHere(terminals, 'fault', 'kill-process', '--target', 'n1', '--cluster', id);
  const timeline = JSON.parse((await typeHere(terminals, 'timeline', '--json')).stdout);
  expect(timeline).toMatchObject({ cluster: id, omitted: 0 });
  expect(timeline.events).toContainEqual(expect.objectContaining({ type: 'fault-injected', targets: ['n1'] }));
  expect((await typeHere(terminals, 'status')).stdout).toContain('kill-process strikes n1');
  expect((await typeHere(terminals, 'down')).exitCode).toBe(0);
});
