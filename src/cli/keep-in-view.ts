import { join } from 'node:path';
import { clientSettings } from '../session/client-settings.js';
import { type KeepRequest, keepCluster } from '../session/keep-cluster.js';
import { abortWithParent } from './abort-with-parent.js';
import type { ClusterView } from './cluster-view.js';
import type { SignalSource } from './host.js';
import { abortOnUncaught } from './uncaught.js';

/**
 * Shows a cluster until it ends. `isKeeper`: this is the background program, which ends with its parent until the
 * cluster is ready. Throws the first uncaught exception.
 */
export async function keepInView(
  request: Pick<KeepRequest, 'scenario' | 'relays' | 'forMs' | 'keep' | 'signal'>,
  view: ClusterView,
  { signals, isKeeper }: { readonly signals: SignalSource; readonly isKeeper: boolean },
): Promise<void> {
  using uncaught = abortOnUncaught(signals);
  using parent = isKeeper ? abortWithParent() : undefined;
  const reason = await keepCluster({
    ...request,
    targetPassword: null,
    progress: view.progress,
    signal: AbortSignal.any([request.signal, uncaught.signal, ...(parent === undefined ? [] : [parent.signal])]),
    onReady(cluster, clientView) {
      parent?.[Symbol.dispose]();
      view.ready(
        { type: 'ready', cluster, client: clientSettings(clientView, cluster.access) },
        'It runs until Ctrl-C.',
      );
      if (isKeeper) view.writeTo(join(cluster.folder, 'up.log'));
    },
    onEvent: (body, atMs) => view.event(body, atMs),
  }).catch((error: unknown) => {
    throw uncaught.first() ?? error;
  });
  const failure = uncaught.first();
  if (failure) throw failure;
  view.ended(reason);
}
