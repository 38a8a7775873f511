import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { exitCodes } from '../errors/errors.js';
import { readRecord } from '../record/read-record.js';
import { exitCodeOf } from '../record/verdict-exit-code.js';
import { parseReportFormat } from '../report/parse-report-format.js';
import { reporters } from '../report/registry.js';
import { renderSaved, saveReport } from '../report/render-saved.js';
import type { Reporter } from '../report/reporter.js';

/** `cache-bench report`: shows a saved record again. */
export default class Report extends BaseCommand {
  static override summary = 'Render a saved record again. Exits with the code of its verdict.';
  static override description = `Formats:\n${Object.entries<Reporter>(reporters)
    .map(([format, { summary }]) => `  ${format.padEnd(14)}${summary}`)
    .join('\n')}`;

  static override args = {
    record: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'A record.json, or the folder of a run.',
    }),
  };

  static override flags = {
    format: Flags.string({
      default: 'terminal',
      helpValue: Object.keys(reporters).join('|'),
      description: 'The format to render.',
    }),
    full: Flags.boolean({ description: 'Print the full report instead of one screen.' }),
    out: Flags.string({ helpValue: 'FILE', description: 'Write to this file instead of stdout.' }),
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9',
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9/record.json --format md --out summary.md',
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9 --format junit --out junit.xml',
  ];

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Report);
    const reporter: Reporter = reporters[parseReportFormat(flags.format)];
    const record = await readRecord(args.record);
    const { stdout } = this.host;
    const toTerminal = flags.out === undefined && stdout.isTerminal;
    const text = renderSaved(reporter, record, {
      columns: toTerminal ? stdout.columns : 100,
      colour: flags.out === undefined && stdout.colour,
      recordPath: args.record,
      full: flags.full,
    });
    if (flags.out === undefined) this.log(text.replace(/\n$/, ''));
    else await saveReport(flags.out, text);
    // This report was not interrupted, even if the run was.
    this.host.setExitCode(record.run.interrupted ? exitCodes.inconclusive.code : exitCodeOf(record));
    return record;
  }
}
