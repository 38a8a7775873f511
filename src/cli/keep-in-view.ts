import { join } from 'node:path';
import type { Ready } from '../session/client/client-settings.js';
import { type KeepRequest, keepCluster } from '../session/keep-cluster.js';
import { abortWithParent } from './abort-with-parent.js';
import type { ClusterView } from './cluster-view.js';
import type { SignalSource } from './host.js';
import { abortOnUncaught } from './uncaught.js';

/** Who keeps the cluster if not `up` in a terminal: a background program, or one that ends with a program that uses our library. */
export const keepers = ['detached', 'owned'] as const;
type Keeper = (typeof keepers)[number];

interface KeepOptions {
  readonly signals: SignalSource;
  /** A background program ends with its parent until the cluster is ready. Undefined: `up` in a terminal. */
  readonly keeper: Keeper | undefined;
  /** Work beside the cluster, which ends with it; absent: the cluster runs until it is stopped. */
  readonly work?: KeepRequest['whileUp'];
}

/** Shows a cluster until it ends. Throws the first uncaught exception. */
export async function keepInView(
  request: Pick<KeepRequest, 'scenario' | 'relays' | 'forMs' | 'keep' | 'signal'>,
  view: ClusterView,
  { signals, keeper, work = untilAborted }: KeepOptions,
): Promise<void> {
  using uncaught = abortOnUncaught(signals);
  using parent = keeper === 'detached' ? abortWithParent() : undefined;
  const reason = await keepCluster({
    ...request,
    isOwned: keeper === 'owned',
    targetPassword: null,
    progress: view.progress,
    signal: AbortSignal.any([request.signal, uncaught.signal, ...(parent === undefined ? [] : [parent.signal])]),
    whileUp(ready, signal) {
      parent?.[Symbol.dispose]();
      view.ready(ready, 'It runs until Ctrl-C.');
      if (keeper !== undefined) view.writeTo(join(ready.cluster.folder, 'up.log'));
      return work(ready, signal);
    },
    onEvent: (body, atMs) => view.event(body, atMs),
  }).catch((error: unknown) => {
    throw uncaught.first() ?? error;
  });
  const failure = uncaught.first();
  if (failure) throw failure;
  view.ended(reason);
}

function untilAborted(_ready: Ready, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
