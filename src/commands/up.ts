import { join } from 'node:path';
import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { ClusterView } from '../cli/cluster-view.js';
import { commandWork } from '../cli/command-work.js';
import { keepInView } from '../cli/keep-in-view.js';
import { interruptOnSignals } from '../cli/signals.js';
import { daemonArguments, loadCluster, refuseBesideCommand, splitAtCommand, upFlags } from '../cli/up-flags.js';
import { printableJson } from '../model/printable-json.js';
import { readLifetime } from '../session/read-lifetime.js';
import { requireCommand } from '../session/run-inside.js';
import { startDaemon } from '../session/start-daemon.js';

export default class Up extends BaseCommand {
  static override summary = 'Run a cluster for your own application, and inject faults from another terminal.';
  static override usage = 'up [SCENARIO] [FLAGS] [-- COMMAND...]';
  static override description =
    'Starts only the cluster of a scenario (no load, no faults), and prints its endpoints and how to connect. It runs until Ctrl-C ' +
    '(exit code 0), cache-bench down, or the end of --for. Events are printed on stderr. ' +
    'With --json, stdout has one JSON document per line: the cluster, then each event, and finally why it ended.\n\n' +
    'A command after -- runs beside the cluster, finds it in its environment (REDIS_URL and others, see --env), and receives ' +
    'signals. The cluster ends with it, and the exit code is its own, or 128 + n if signal n ended it. In the command, ' +
    'cache-bench fault, heal, status, timeline and down concern this cluster.';
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up smoke --engine redis --set topology.sentinel.downAfter=5s',
    '<%= config.bin %> up --topology standalone --replicas 0 --no-relays',
    { description: 'For a test suite', command: '<%= config.bin %> up smoke -- npm test' },
    { description: 'A shell whose programs find the cluster', command: '<%= config.bin %> up smoke -- bash' },
    { description: 'In the background, for a script', command: '<%= config.bin %> up --detach --for 10m' },
  ];
  static override args = {
    scenario: Args.string({
      description: "A shipped scenario's name, or the path of a YAML file. Default: one with the given topology.",
      ignoreStdin: true,
    }),
  };
  static override flags = upFlags;

  async run(): Promise<void> {
    const [own, command] = splitAtCommand(this.argv);
    const { args, flags } = await this.parse(Up, own);
    const { signals, environment } = this.host;
    const json = this.jsonEnabled();
    if (command !== undefined) {
      refuseBesideCommand(flags, json);
      await requireCommand(command, environment);
    }
    const forMs = readLifetime(flags.for, flags.detach);
    const { scenario, warnings } = await loadCluster(args.scenario, flags);
    using interruption = interruptOnSignals(signals);
    const { signal } = interruption;
    const shows = command !== undefined ? 'nothing' : flags.env ? 'environment' : 'page';
    const isKeeper = flags.keeper !== undefined;
    const view = new ClusterView(this.host, { quiet: flags.quiet, json, shows, isKeeper });
    if (flags.detach) {
      const given = daemonArguments(this.argv, flags.for !== undefined);
      const programFile = join(this.config.root, 'bin', 'run.js');
      const ready = await startDaemon(programFile, given, { onProgress: (line) => this.progress(line), signal });
      return view.ready(ready, 'It runs in the background; stop it with: cache-bench down');
    }
    for (const { code, message } of warnings) if (code !== 'gates-left-out') view.progress.warn(message);
    const request = { scenario, relays: !flags['no-relays'], forMs, keep: flags.keep, signal };
    const work = command && commandWork(command, this.host, view, interruption);
    await keepInView(request, view, { signals, keeper: flags.keeper, ...(work && { work }) });
  }

  /** Nothing left to print at the end: each line was printed as it occurred. */
  override logJson(result: unknown): void {
    if (result !== undefined) this.host.stdout.write(printableJson(result, 0));
  }
}
