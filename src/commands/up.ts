import { appendFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { abortWithParent } from '../cli/abort-with-parent.js';
import { BaseCommand } from '../cli/base-command.js';
import { outputFlags, scenarioFlags } from '../cli/run-flags.js';
import { interruptOnSignals } from '../cli/signals.js';
import { abortOnUncaught } from '../cli/uncaught.js';
import { UsageError } from '../errors/errors.js';
import { printableJson } from '../model/printable-json.js';
import type { RunEventBody } from '../model/run-event.js';
import { createProgress } from '../progress/progress.js';
import { createPaint } from '../report/terminal/paint.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { clientSettings, type Ready } from '../session/client-settings.js';
import { eventText } from '../session/event-text.js';
import { keepCluster } from '../session/keep-cluster.js';
import { readLifetime } from '../session/read-lifetime.js';
import { readyText } from '../session/session-text.js';
import { startDaemon } from '../session/start-daemon.js';

const { engine, topology, tls, replicas, shards, zones, set, seed } = scenarioFlags;

export default class Up extends BaseCommand {
  static override summary = 'Run a cluster for your own application, and inject faults from another terminal.';
  static override description =
    'Starts only the cluster of a scenario (no load, no faults), and prints its endpoints and how to connect. It runs until Ctrl-C ' +
    '(exit code 0), cache-bench down, or the end of --for. Events are printed on stderr. ' +
    'With --json, stdout has one JSON document per line: the cluster, then each event, and finally why it ended.';
  static override examples = [
    '<%= config.bin %> up',
    '<%= config.bin %> up smoke --engine redis --set topology.sentinel.downAfter=5s',
    '<%= config.bin %> up --topology standalone --replicas 0 --no-relays',
    { description: 'In the background, for a script', command: '<%= config.bin %> up --detach --for 10m' },
  ];
  static override args = {
    scenario: Args.string({
      description: "A shipped scenario's name, or the path of a YAML file. Default: one with the given topology.",
      ignoreStdin: true,
    }),
  };
  static override flags = {
    engine,
    topology,
    tls,
    replicas,
    shards,
    zones,
    set,
    seed,
    'no-relays': Flags.boolean({
      description: 'Let clients connect directly; faults that need relays are refused.',
      helpGroup: 'CLUSTER',
    }),
    detach: Flags.boolean({ description: 'Return once the cluster is ready and keep it running in the background.' }),
    for: Flags.string({ description: 'Maximum lifetime. Default: 8h, or 1h with --detach.', helpValue: 'TIME' }),
    keep: outputFlags.keep,
    quiet: outputFlags.quiet,
    keeper: Flags.boolean({ hidden: true, description: 'Set by --detach for the program in the background.' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Up);
    const forMs = readLifetime(flags.for, flags.detach);
    const { scenario, warnings } = await loadScenario(
      args.scenario ?? scenarioWith(flags.topology),
      { ...flags, 'no-faults': true },
      { cpuCount: availableParallelism() },
    );
    if (scenario.topology.target !== null)
      throw new UsageError(
        'up starts servers, and topology external has some that run already. Take another --topology.',
      );
    const { stderr, signals } = this.host;
    using interruption = interruptOnSignals(signals);
    if (flags.detach) {
      const given = [
        'up',
        ...this.argv.filter((word) => word !== '--detach' && word !== '--json'),
        '--keeper',
        '--json',
      ];
      const programFile = join(this.config.root, 'bin', 'run.js');
      const ready = await startDaemon(programFile, flags.for === undefined ? [...given, '--for', '1h'] : given, {
        onProgress: (line) => this.progress(line),
        signal: interruption.signal,
      });
      return this.#tellReady(ready, 'It stands in the background; end it with: cache-bench down');
    }

    using uncaught = abortOnUncaught(signals);
    const parent = flags.keeper ? abortWithParent() : undefined;
    let write = (text: string) => stderr.write(text);
    const progress = createProgress({
      stream: { write: (text) => write(text), columns: stderr.columns },
      isTTY: stderr.isTerminal && !this.jsonEnabled(),
      quiet: flags.quiet,
      colour: stderr.colour,
    });
    const tellEvent = (body: RunEventBody, atMs: number) => {
      if (body.type === 'warning') progress.warn(body.message);
      const text = eventText(body);
      if (text !== undefined) progress.event(text, atMs);
      if (!flags.keeper) this.#jsonLine({ type: 'event', event: { atMs, ...body } });
    };
    for (const { code, message } of warnings) if (code !== 'gates-left-out') progress.warn(message);
    const reason = await keepCluster({
      scenario,
      relays: !flags['no-relays'],
      forMs,
      keep: flags.keep,
      targetPassword: null,
      progress,
      signal: AbortSignal.any([interruption.signal, uncaught.signal, ...(parent === undefined ? [] : [parent.signal])]),
      onReady: (cluster, view) => {
        parent?.[Symbol.dispose]();
        this.#tellReady(
          { type: 'ready', cluster, client: clientSettings(view, cluster.access) },
          'It stands until Ctrl-C.',
        );
        // A background program's streams have no reader.
        if (flags.keeper) write = (text) => appendFileSync(join(cluster.folder, 'up.log'), text);
      },
      onEvent: tellEvent,
    })
      .catch((error: unknown) => {
        throw uncaught.first() ?? error;
      })
      .finally(() => parent?.[Symbol.dispose]());
    const failure = uncaught.first();
    if (failure) throw failure;
    if (flags.keeper) return;
    this.#jsonLine({ type: 'ended', reason });
    progress.step(reason === 'time' ? 'The cluster has ended: its time was over.' : 'The cluster has ended.');
  }

  /** Nothing left to print at the end: each line was printed as it occurred. */
  override logJson(result: unknown): void {
    if (result !== undefined) this.host.stdout.write(printableJson(result, 0));
  }

  #tellReady(ready: Ready, end: string): void {
    const { stdout } = this.host;
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    this.#jsonLine(ready);
    this.log(readyText(ready, page, end));
  }

  #jsonLine(value: unknown): void {
    if (this.jsonEnabled()) this.logJson(value);
  }
}

/** A shipped scenario that already has this topology: another one's zones and links may not fit. */
function scenarioWith(topology: string | undefined): string {
  if (topology === 'cluster') return 'cluster-failover';
  return topology === 'memcached' ? 'memcached-node-loss' : 'sentinel-failover';
}
