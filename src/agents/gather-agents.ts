import { monotonicMs } from '../clock/monotonic.js';
import { waitUntil } from '../clock/wait.js';
import { EnvironmentError, InterruptedError } from '../errors/errors.js';
import { startOrEnd } from '../errors/start-or-end.js';
import { firstAnswer, openControl } from './control-connection.js';
import { Coordinator, type CoordinatorEvents } from './coordinator.js';
import { placeName } from './place.js';
import { offerPlaces } from './places.js';
import { readSharedClock } from './shared-clock.js';

const pollMs = 20;

export interface GatherOptions {
  readonly run: string;
  readonly count: number;
  readonly version: string;
  /** How long to wait for them. */
  readonly waitMs: number;
  readonly mostClockErrorMs: number;
  readonly events: CoordinatorEvents;
  readonly signal: AbortSignal;
  /** Names of the agents that are here, whenever one comes. */
  onArrival(names: readonly string[]): void;
}

export interface GatheredAgents extends AsyncDisposable {
  readonly coordinator: Coordinator;
  /** Identifies the control Redis among servers. */
  readonly controlId: string | null;
}

/**
 * Offers the places of a run, and waits until an agent has taken each. Throws EnvironmentError if too few come, or one does not
 * fit.
 */
export async function gatherAgents(control: string, options: GatherOptions): Promise<GatheredAgents> {
  const { run, count, version, mostClockErrorMs, events } = options;
  const lines = { requests: openControl(control), reader: openControl(control) };
  const disconnect = () => {
    for (const line of Object.values(lines)) line.disconnect();
  };
  try {
    const controlId = await checkControl(lines.requests, control);
    const clock = await readSharedClock(() => lines.requests.time());
    const coordinator = new Coordinator({ ...lines, run, places: count, clock, mostClockErrorMs, events });
    const nodeMajor = Number.parseInt(process.versions.node, 10);
    const offers = coordinator.places.map(({ number }) => ({ run, place: number, places: count, version, nodeMajor }));
    await startOrEnd(coordinator, async () => {
      await using _offers = await offerPlaces(lines.requests, offers);
      await untilAllHere(coordinator, options);
    });
    return {
      coordinator,
      controlId,
      async [Symbol.asyncDispose]() {
        await coordinator[Symbol.asyncDispose]();
        disconnect();
      },
    };
  } catch (error) {
    disconnect();
    throw error;
  }
}

async function untilAllHere(coordinator: Coordinator, { waitMs, signal, onArrival }: GatherOptions): Promise<void> {
  const { places } = coordinator;
  const startMs = monotonicMs();
  let here = 0;
  const areHere = await waitUntil(
    () => {
      const names = places.flatMap(({ agent }) => agent?.name ?? []);
      if (names.length > here) onArrival(names);
      here = names.length;
      return here === places.length || places.some(({ refusal }) => refusal !== undefined);
    },
    { timeoutMs: waitMs, pollMs, signal },
  );
  if (signal.aborted) throw new InterruptedError('Interrupted while waiting for agents. Nothing was left running.');
  const refused = places.find(({ refusal }) => refusal !== undefined);
  if (refused !== undefined)
    throw new EnvironmentError(
      `An agent refused ${placeName(refused)}: ${refused.refusal}. Try: the same versions on all machines.`,
    );
  if (areHere) return;
  const seconds = ((monotonicMs() - startMs) / 1000).toFixed(0);
  const names = places.flatMap(({ agent }) => agent?.name ?? []);
  const came = names.length === 0 ? 'None' : `Only ${names.join(', ')}`;
  throw new EnvironmentError(
    `${came} of ${places.length} agents came within ${seconds} s. ` +
      'Try: cache-bench agent --control URL on more machines, fewer --agents, or --set agents.wait=5m.',
  );
}

/** Refuses a control Redis that can't do its job; returns what identifies it. */
async function checkControl(line: ReturnType<typeof openControl>, url: string): Promise<string | null> {
  const info = await firstAnswer(line, url, () => line.info());
  const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? null;
  const version = field('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    throw new EnvironmentError(`The control Redis is version ${version}, and agents need 6.2 or later.`);
  const policy = field('maxmemory_policy');
  if (policy !== null && policy !== 'noeviction')
    throw new EnvironmentError(
      `The control Redis evicts keys (maxmemory-policy ${policy}), which would lose orders. Try: CONFIG SET maxmemory-policy noeviction there.`,
    );
  return field('run_id');
}
