import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { outputFlags, scenarioFlags } from '../cli/run-flags.js';
import { interruptOnSignals } from '../cli/signals.js';
import { abortOnUncaught } from '../cli/uncaught.js';
import { exitCodeOf } from '../cli/verdict-exit-code.js';
import { runExperiment } from '../experiment/experiment.js';
import { saveRun } from '../experiment/save-run.js';
import { redactArguments } from '../model/redact-url.js';
import type { RunRecord } from '../model/run-record.js';
import { targetPasswordVariable } from '../model/target-password.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import { tellGithub } from '../report/github/tell-github.js';
import { parseReportFormat } from '../report/parse-report-format.js';
import { createProgress } from '../report/progress/progress.js';
import { reporters } from '../report/registry.js';
import { loadScenario } from '../scenario/load-scenario.js';

export default class Run extends BaseCommand {
  static override summary =
    'Run a scenario: launch the cluster, load it, hurt it, and report what the clients lived through.';
  static override description =
    'Without a scenario it runs sentinel-failover: the host of a Redis primary dies under load. ' +
    'The exit code follows from the gates: 0 all passed, 3 one failed, 4 no verdict.';
  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run smoke',
    '<%= config.bin %> run sentinel-failover --rate 5000 --duration 15s --gate "lost_writes == 0"',
    '<%= config.bin %> run sentinel-failover --set topology.links.betweenZones.delay=20ms',
    '<%= config.bin %> run steady-state --no-faults --rate max --json',
    '<%= config.bin %> run steady-state --target redis://127.0.0.1:6379 --rate 1000',
  ];
  static override args = {
    scenario: Args.string({
      description: "A shipped scenario's name, or the path of a YAML file.",
      default: 'sentinel-failover',
      ignoreStdin: true,
    }),
  };
  static override flags = { ...scenarioFlags, ...outputFlags };

  async run(): Promise<RunRecord> {
    const { args, flags } = await this.parse(Run);
    const formats = (flags.report ?? ['md']).map(parseReportFormat);
    const overrides = {
      ...flags,
      valueSize: flags['value-size'],
      clientPolicy: flags['client-policy'],
      noFaults: flags['no-faults'],
      gates: flags.gate,
      commands: flags.command,
      commandRatios: flags['command-ratio'],
    };
    const loaded = await loadScenario(args.scenario, overrides, { cpuCount: availableParallelism() });
    const { stderr, stdout, signals, workingDirectory, environment } = this.host;
    const outFolder = resolve(workingDirectory, flags.out);
    await checkOutFolder(outFolder);
    using interruption = interruptOnSignals(signals);
    using uncaught = abortOnUncaught(signals);
    const { record, failure: brokenBy } = await runExperiment({
      scenario: loaded.scenario,
      document: loaded.document,
      command: ['cache-bench', 'run', ...redactArguments(this.argv)],
      targetPassword: environment[targetPasswordVariable] || null,
      version: this.config.version,
      keep: flags.keep,
      warnings: loaded.warnings,
      progress: createProgress({
        stream: stderr,
        isTTY: stderr.isTerminal && !this.jsonEnabled(),
        quiet: flags.quiet,
        colour: stderr.colour,
      }),
      signal: AbortSignal.any([interruption.signal, uncaught.signal]),
    }).catch((error: unknown) => {
      throw uncaught.first() ?? error;
    });
    const failure = brokenBy ?? uncaught.first();
    const { path, warnings } = await saveRun(record, formats, outFolder);
    // On stderr, where GitHub reads them too: under --json stdout is the record alone.
    const untold = await tellGithub(record, path, environment, (text) => stderr.write(text));
    for (const { message } of [...warnings, ...untold]) this.progress(message);
    // The report on stdout names it too; it is not printed under --json, nor of a run that was broken off by an error.
    if (this.jsonEnabled() || failure) this.progress(`The record is in ${path}`);
    if (failure) throw failure;
    const columns = Math.min(stdout.columns, 120);
    this.log(reporters.terminal.render(record, { columns, colour: stdout.colour, recordPath: path }));
    this.host.setExitCode(exitCodeOf(record));
    return record;
  }
}
