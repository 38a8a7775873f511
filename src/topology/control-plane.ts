import { pause } from '../clock/wait.js';
import type { Endpoint } from '../model/node.js';

/** How we keep a line of our own to each server of one kind, past every relay. */
export interface ControlPlane<Connection> {
  /** Gives the line at once; it finds the server when that is up, and again after a restart. */
  open(address: Endpoint): Connection;
  /** Whether the server answers and takes commands. */
  isServing(connection: Connection): Promise<boolean>;
  close(connection: Connection): void;
}

const pollMs = 10;

/** Waits until the server serves. False: `timeoutMs` passed, or `giveUp` came true. */
export async function waitUntilServing<Connection>(
  control: ControlPlane<Connection>,
  connection: Connection,
  timeoutMs: number,
  giveUp: () => boolean,
): Promise<boolean> {
  const endMs = performance.now() + timeoutMs;
  while (performance.now() < endMs && !giveUp()) {
    if (await control.isServing(connection)) return true;
    await pause(pollMs);
  }
  return false;
}
