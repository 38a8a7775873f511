import { environmentWith } from '../engine/registry.js';
import { requireEngine } from '../engine/require-engine.js';
import { requireSecurity } from '../engine/security-support.js';
import type { EngineBinary } from '../engine/server-process.js';
import { UsageError } from '../errors/errors.js';
import { durabilityRefusal, versionRefusal } from '../load/workload/command-versions.js';
import type { EngineName } from '../model/node.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { Scenario } from '../scenario/scenario.js';

export interface PrepareOptions {
  /** The server binary to use instead of the one found automatically. */
  readonly engineBinary?: string | undefined;
  /** The operations the servers must support; empty: nothing version-specific. */
  readonly operations: readonly OperationPlan[];
  /** Receives one line per step of fetching a server. */
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The server binary for a scenario, found or fetched, and checked to support it. Throws EnvironmentError if it is
 * unavailable or was built without TLS, UsageError if its version is too old, and InterruptedError. Starts nothing.
 */
export async function prepareEngine(
  scenario: Scenario,
  { engineBinary, operations, onProgress, signal }: PrepareOptions,
): Promise<EngineBinary> {
  const { engine, engineVersion } = scenario.topology;
  const binary = await requireEngine(
    { engine, version: engineVersion },
    { onProgress, signal, environment: environmentWith(engine, engineBinary) },
  );
  refuseOldVersion(operations, scenario, binary);
  await requireSecurity(binary, scenario.topology);
  return binary;
}

/** Throws UsageError if a server lacks a command that the scenario needs. */
export function refuseOldVersion(
  operations: readonly OperationPlan[],
  { workload }: Scenario,
  server: { readonly engine: EngineName; readonly version: string },
): void {
  const refusal = versionRefusal(operations, server) ?? durabilityRefusal(workload.durability, server);
  if (refusal !== undefined) throw new UsageError(refusal);
}
