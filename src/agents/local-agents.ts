import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isStopped } from '../engine/process-state.js';
import type { ServerProcess } from '../engine/server-process.js';
import { startServer } from '../engine/start-server.js';
import type { Watchdog } from '../engine/watchdog.js';
import { controlVariable } from '../model/control-variable.js';

/** An agent on this machine, which faults can strike. */
export interface AgentProcess {
  readonly name: string;
  readonly running: boolean;
  signal(signal: NodeJS.Signals): boolean;
  /** Whether every thread of it is stopped (SIGSTOP). */
  isStopped(): Promise<boolean>;
  readonly exited: Promise<unknown>;
}

export interface LocalAgents extends AsyncDisposable {
  readonly all: readonly AgentProcess[];
}

/** Starts agents on this machine, which share its cores. They are guarded like servers: none outlives us. */
export async function startLocalAgents(
  count: number,
  { control, version, folder, watchdog }: LocalAgentsContext,
): Promise<LocalAgents> {
  const cores = Math.max(1, Math.floor(availableParallelism() / count));
  const processes: ServerProcess[] = [];
  const stopAll = async () => {
    await Promise.all(processes.map((process) => process.kill()));
  };
  try {
    for (let number = 1; number <= count; number += 1) {
      const name = `agent-${number}`;
      const started = await startServer(
        {
          name,
          binary: { path: process.execPath, libraryFolders: [] },
          arguments: [agentProgram, name, String(cores), version],
          dataDir: join(folder, name),
          environment: { [controlVariable]: control },
        },
        watchdog,
      );
      processes.push(started);
    }
  } catch (error) {
    await stopAll();
    throw error;
  }
  return { all: processes.map(agentProcess), [Symbol.asyncDispose]: stopAll };
}

interface LocalAgentsContext {
  /** URL of the control Redis. */
  readonly control: string;
  readonly version: string;
  readonly folder: string;
  readonly watchdog: Watchdog;
}

function agentProcess(server: ServerProcess): AgentProcess {
  return {
    name: server.name,
    get running() {
      return server.running;
    },
    exited: server.exited,
    signal: (signal) => server.signal(signal),
    isStopped: () => isStopped(server.pid),
  };
}

/** The program of an agent on the coordinator's own machine. */
const agentProgram = fileURLToPath(new URL('../agents/agent-process.js', import.meta.url));
