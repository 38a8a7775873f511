import { Application } from '../../application/application.js';
import { cacheEnvironment } from '../../application/cache-environment.js';
import { originEnvironment } from '../../application/origin-environment.js';
import { createRunFolder } from '../../engine/run-folder.js';
import { startWatchdog } from '../../engine/watchdog.js';
import { InternalError } from '../../errors/errors.js';
import type { RunLog } from '../../progress/run-log.js';
import { showWork } from '../../progress/show-work.js';
import type { Cluster } from '../../topology/topology.js';
import type { ExperimentRequest } from '../measured.js';
import type { RunOrigin } from '../with-origin.js';

interface ApplicationSite {
  readonly cluster: Cluster;
  readonly origin: RunOrigin | null;
  readonly log: RunLog;
}

/** The application of a run. */
export interface RunApplication {
  readonly url: string;
  /** Null: it was already running. */
  readonly program: Application | null;
}

/** Passes a ready application to `use`, null if the scenario has none; it is stopped when that returns or throws. */
export async function withApplication<T>(
  { scenario, progress, signal, keep }: Pick<ExperimentRequest, 'scenario' | 'progress' | 'signal' | 'keep'>,
  { cluster, origin, log }: ApplicationSite,
  use: (application: RunApplication | null) => Promise<T>,
): Promise<T> {
  const { application: plan } = scenario;
  if (plan === null) return await use(null);
  const { program } = plan;
  if (program === null) return await use({ url: runningAt(scenario), program });
  await using watchdog = await startWatchdog();
  await using folder = await createRunFolder(watchdog);
  if (keep) await folder.releaseForKeep();
  const work = showWork(progress, 'starting the application');
  const starting = Application.start(program, {
    folder,
    watchdog,
    environment: {
      ...cacheEnvironment(cluster.clientView, siteOf(cluster)),
      ...originEnvironment(origin?.server ?? null),
    },
    workingFolder: process.cwd(),
    onEvent: (event, atMs) => log.add(event, atMs),
    signal,
  });
  await using application = await starting.finally(() => work[Symbol.dispose]());
  progress.step(`application: ready in ${(application.readyMs / 1000).toFixed(2)} s at ${application.url}`);
  if (keep) progress.step(`The application's output is in ${application.logFile}`);
  return await use({ url: application.url, program: application });
}

function runningAt({ topology }: ExperimentRequest['scenario']): string {
  const target = 'target' in topology ? topology.target : null;
  if (target === null) throw new InternalError('A checked scenario has an application without a command or a target.');
  return new URL(target).origin;
}

function siteOf({ clientView, nodes, security }: Cluster) {
  const { username, password } = security?.access ?? clientView.access;
  return {
    access: { username, password, caFile: security?.caFile ?? null },
    nodes: nodes.map(({ role, clientAddress }) => ({ role, client: clientAddress })),
  };
}
