import { EnvironmentError, UsageError } from '../errors/errors.js';
import { numberedOperations } from '../run/plan-workers.js';
import { prepareEngine } from '../run/prepare-engine.js';
import type { RunContext } from '../run/run-context.js';
import { launchesServers } from '../scenario/launches-servers.js';
import type { LoadedScenario } from '../scenario/load-scenario.js';

/** Finds or fetches the server of a variant, and checks that it supports the variant. A target has its own. */
export async function prepareVariant(
  { scenario }: LoadedScenario,
  engineBinary: string | null,
  { progress, signal }: RunContext,
): Promise<void> {
  if (!launchesServers(scenario)) return;
  const { operations } = numberedOperations(scenario.workload, null);
  const onProgress = (line: string) => progress.step(line);
  await prepareEngine(scenario, { onProgress, signal, operations, engineBinary: engineBinary ?? undefined });
}

/** Prefixes errors of a variant with its name; nothing has started yet. */
export async function inVariant<T>(title: string, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${title}: ${error.message}`);
    if (error instanceof EnvironmentError) throw new EnvironmentError(`${title}: ${error.message}`);
    throw error;
  }
}
