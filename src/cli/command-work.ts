import type { KeepRequest } from '../session/keep-cluster.js';
import { type CommandLine, runInside } from '../session/run-inside.js';
import type { ClusterView } from './cluster-view.js';
import type { Host } from './host.js';
import { forwardSignals, type Interruption } from './signals.js';

/** Runs a command beside a cluster; its exit code becomes ours. While it runs, signals go to it and no longer interrupt us. */
export function commandWork(
  command: CommandLine,
  host: Pick<Host, 'signals' | 'readsTerminal' | 'setExitCode'>,
  view: ClusterView,
  interruption: Interruption,
): KeepRequest['whileUp'] {
  const isInteractive = host.readsTerminal;
  return async ({ cluster, environment }, signal) => {
    view.progress.step(`cluster ${cluster.id} is up, running ${command.join(' ')}`);
    const forward = (send: (name: NodeJS.Signals) => void) => {
      const forwarding = forwardSignals(host.signals, send, isInteractive);
      interruption[Symbol.dispose]();
      return forwarding;
    };
    host.setExitCode(await runInside(command, environment, { forward, isInteractive, signal }));
  };
}
