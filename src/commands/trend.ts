import { resolve } from 'node:path';
import { Args } from '@oclif/core';
import { readThreshold } from '../cli/comparison-flags.js';
import { MeasuringCommand } from '../cli/measuring-command.js';
import { trendFlags } from '../cli/trend-flags.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import type { TrendRecord } from '../record/series/trend-record.js';
import { parseSeriesFormat } from '../report/series/series-reporters.js';
import { trendOfRecords } from '../series/trend/trend-of-records.js';

/** `cache-bench trend`: earlier runs over time. */
export default class Trend extends MeasuringCommand {
  static override summary = 'Show saved runs over time or commits, and the first one from which a figure got worse.';
  static override description =
    'Reads every record below the folders, such as the unpacked artifacts of CI jobs. Runs of different scenarios are followed separately. ' +
    'Exit code 0 when no figure got worse, 3 when one did, 4 when there are too few runs to tell.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> reports',
    '<%= config.bin %> <%= command.id %> artifacts --label commit --figure response_time.p99 --report html,md',
    '<%= config.bin %> <%= command.id %> weekly/2026-01 weekly/2026-02 --format csv',
  ];
  static override args = {
    folders: Args.string({
      required: true,
      multiple: true,
      ignoreStdin: true,
      description: 'Record files, or folders that contain them at any depth.',
    }),
  };
  static override flags = trendFlags;

  async run(): Promise<TrendRecord> {
    const { args, flags } = await this.parse(Trend);
    const formats = (flags.report ?? []).map(parseSeriesFormat);
    const outFolder = resolve(this.host.workingDirectory, flags.out);
    const isSaved = formats.length > 0;
    if (isSaved) await checkOutFolder(outFolder);
    const request = {
      paths: args.folders,
      figures: flags.figure ?? [],
      label: flags.label ?? null,
      ignoredShare: readThreshold(flags.threshold),
      isSkipping: flags.skip,
    };
    return this.finish(await trendOfRecords(request, { outFolder, isSaved }), { formats, format: flags.format });
  }
}
