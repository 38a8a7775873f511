import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { waitFor } from '../../../src/clock/wait.js';
import Down from '../../../src/commands/down.js';
import Fault from '../../../src/commands/fault.js';
import Heal from '../../../src/commands/heal.js';
import Status from '../../../src/commands/status.js';
import Timeline from '../../../src/commands/timeline.js';
import Up from '../../../src/commands/up.js';
import type { Endpoint } from '../../../src/model/node.js';
import { statusSchema } from '../../../src/session/control-protocol.js';
import { runInProcess } from '../../commands/run-in-process.js';
import { type Program, startProgram } from './program.js';

/** A cluster that elects nobody by itself, even on a busy machine. */
export const patient = ['smoke', '--set', 'topology.sentinel.downAfter=30s'];
/** The smallest cluster. */
export const alone = ['--topology', 'standalone', '--replicas', '0', '--no-relays'];

/** Only catches hangs. */
const patience = { timeoutMs: 90_000, pollMs: 10 };

/** A terminal that shares a temporary folder with others, which find its clusters; other tests don't. */
export interface Terminals extends AsyncDisposable {
  readonly temporaryFolder: string;
  /** Starts `up` in a terminal, and waits until the cluster is up. */
  up(...given: readonly string[]): Promise<Program>;
  /** Runs a command to completion in another terminal. */
  type(...given: readonly string[]): ReturnType<Program['end']>;
}

/** Terminals of one user. Disposing them ends their programs. */
export async function openTerminals(): Promise<Terminals> {
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'cb-up-'));
  const programs: Program[] = [];
  const start = async (given: readonly string[]) => {
    const program = await startProgram(given, { environment: { TMPDIR: temporaryFolder } });
    programs.push(program);
    return program;
  };
  return {
    temporaryFolder,
    async up(...given) {
      const program = await start(['up', ...given]);
      let ended = false;
      void program.end().then(() => {
        ended = true;
      });
      const stands = () => /^It runs |^\{"type":"ready"/m.test(program.stdout);
      await waitFor(() => (stands() || ended ? true : undefined), patience);
      if (!stands()) throw new Error(`the cluster did not come up:\n${program.stderr}\n${program.stdout}`);
      return program;
    },
    async type(...given) {
      return (await start(given)).end();
    },
    async [Symbol.asyncDispose]() {
      for (const program of programs.reverse()) await program[Symbol.asyncDispose]();
      await rm(temporaryFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** What `status` says of each cluster that is up. */
export async function statusOf(terminals: Terminals) {
  const { exitCode, stdout, stderr } = await typeHere(terminals, 'status', '--json');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return (JSON.parse(stdout) as { clusters: unknown[] }).clusters.map((cluster) => statusSchema.parse(cluster));
}

/** Every address that a cluster listens on. */
export async function endpointsOf(terminals: Terminals): Promise<readonly Endpoint[]> {
  const endpoints = (await statusOf(terminals)).flatMap(({ nodes }) =>
    nodes.flatMap((node) => [node.client, node.server]),
  );
  expect(endpoints.length).toBeGreaterThan(0);
  return endpoints;
}

export function errorsIn(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.startsWith('Error:'));
}

/** Runs a command in this process as in another terminal, which takes a second less. */
export function typeHere(terminals: Terminals, name = '', ...given: readonly string[]) {
  vi.stubEnv('TMPDIR', terminals.temporaryFolder);
  const command = { up: Up, fault: Fault, heal: Heal, status: Status, timeline: Timeline, down: Down }[name];
  if (command === undefined) throw new Error(`there is no command ${name} here`);
  return runInProcess(command, given).finally(() => vi.unstubAllEnvs());
}
