import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Separate cores for server and clients, so that they don't compete and every client has the same one core.
 * Null if `taskset` is missing or there is only one core.
 */
const cores = canPin() ? { server: '0', client: '1' } : null;

/**
 * The command, pinned to the core of the server or of the clients.
 *
 * @param {'server' | 'client'} side
 * @param {readonly string[]} command
 * @returns {readonly string[]}
 */
export function pinned(side, command) {
  return cores ? ['taskset', '-c', cores[side], ...command] : command;
}

/** The core reserved for the server; null if nothing is pinned. */
export const serverCore = cores?.server ?? null;

/** A sentence for the reader about where the programs ran. */
export function describePinning() {
  return cores
    ? `The server is pinned to core ${cores.server}, each client with all its threads to core ${cores.client} (taskset).`
    : 'Nothing is pinned to a core (no taskset, or only one core): server and clients may compete for CPU time.';
}

function canPin() {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync('taskset', ['-c', '0,1', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
