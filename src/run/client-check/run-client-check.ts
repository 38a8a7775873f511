import { randomBytes } from 'node:crypto';
import { InternalError } from '../../errors/errors.js';
import type { ClientLibrary } from '../../load/driver/driver.js';
import { drivers } from '../../load/driver/registry.js';
import type { ClientPolicy } from '../../model/client-policy.js';
import { runTagCharacters } from '../../model/write-stamp.js';
import { createProgress } from '../../progress/progress.js';
import { RunLog } from '../../progress/run-log.js';
import type { Scenario } from '../../scenario/scenario.js';
import { stopIfInterrupted, withCluster } from '../with-cluster.js';
import { type ClientTrouble, checkClient } from './check-client.js';
import { checkDecisions, type DecisionCheck } from './check-decisions.js';

/** What a client library does with a command in trouble. */
export interface ClientCheck {
  readonly client: ClientLibrary & { readonly policy: ClientPolicy };
  readonly engine: string;
  readonly engineVersion: string;
  readonly topology: string;
  readonly troubles: readonly ClientTrouble[];
  /** Null: none were asked for. */
  readonly decisions: DecisionCheck | null;
}

/**
 * Starts the scenario's servers and checks its driver against them; `decisionSeed`: also with as many random troubles as the
 * workload has requests. Throws EnvironmentError if the library is missing or the server
 * can't be started, and InterruptedError.
 */
export async function runClientCheck(
  scenario: Scenario,
  {
    write,
    signal,
    decisionSeed,
  }: {
    readonly write: (text: string) => void;
    readonly signal: AbortSignal;
    readonly decisionSeed: number;
  },
): Promise<ClientCheck> {
  const library = await drivers[scenario.workload.driver].library();
  const progress = createProgress({ stream: { write, columns: 80 }, isTTY: false, quiet: false, colour: false });
  const runTag = randomBytes(runTagCharacters / 2).toString('hex');
  const log = new RunLog((body) => body.type === 'warning' && progress.warn(body.message));
  const request = { scenario, progress, signal, keep: false, targetPassword: null };
  return withCluster(request, { runTag, log, clientRelays: false }, async ({ cluster, engines }) => {
    const [engine] = engines;
    if (engine === undefined) throw new InternalError('The client check has no server.');
    const context = { scenario, runTag, cluster, signal };
    const decisions = scenario.workload.requests === null ? null : await checkDecisions(context, decisionSeed);
    // Whoever asks for decisions has seen the table.
    const troubles = decisions === null ? await checkClient(context) : [];
    stopIfInterrupted(signal);
    return {
      client: { ...library, policy: scenario.workload.clientPolicy },
      ...{ engine: engine.engine, engineVersion: engine.version },
      ...{ topology: scenario.topology.kind, troubles, decisions },
    };
  });
}
