import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { compareFlags, readComparisonShares } from '../cli/comparison-flags.js';
import { MeasuringCommand } from '../cli/measuring-command.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import type { Comparison } from '../record/series/comparison.js';
import { parseSeriesFormat } from '../report/series/series-reporters.js';
import { compareRecords } from '../series/compare/compare-records.js';

/** `cache-bench compare`: two records, or two sets of records. */
export default class Compare extends MeasuringCommand {
  static override summary = 'Compare two sets of runs: effect, confidence interval and verdict of each figure.';
  static override description =
    'Each side is a record.json, the folder of a run, or a folder of runs, as run --repeat creates. ' +
    'The default figures need at least six runs per side. ' +
    "Exit code 0 when no figure is worse, 3 when one is, 4 when the runs can't decide.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-repeat-k3v9 reports/20260215-101500-repeat-a1b2',
    '<%= config.bin %> <%= command.id %> baseline reports --figure response_time.p99 --figure throughput',
    '<%= config.bin %> <%= command.id %> baseline reports --format md --threshold 5%',
    '<%= config.bin %> <%= command.id %> baseline reports --report junit --out reports',
  ];
  static override args = {
    base: Args.string({ required: true, ignoreStdin: true, description: 'The baseline runs.' }),
    new: Args.string({ required: true, ignoreStdin: true, description: 'The runs to compare with the baseline.' }),
  };
  static override flags = compareFlags;

  async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(Compare);
    const shares = readComparisonShares(flags);
    const formats = (flags.report ?? []).map(parseSeriesFormat);
    const outFolder = resolve(this.host.workingDirectory, flags.out);
    const isSaved = formats.length > 0;
    if (isSaved) await checkOutFolder(outFolder);
    const allowDifferent = flags['allow-different'];
    const compared = { ...args, ...shares, figures: flags.figure ?? [], allowDifferent };
    const outcome = await compareRecords(compared, { outFolder, isSaved });
    return this.finish(outcome, { formats, format: flags.format });
  }
}
