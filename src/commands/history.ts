import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { UsageError } from '../errors/errors.js';
import { isKeyOf, keysOf } from '../model/table.js';
import { readHistory } from '../record/history-file.js';
import { readRecord } from '../record/read-record.js';
import type { History, HistoryFormat } from '../report/history/history-format.js';
import { historyFormats } from '../report/history/registry.js';
import { saveReport } from '../report/render-saved.js';

/** `cache-bench history`: the recorded operations of a run, for other checkers. */
export default class HistoryCommand extends BaseCommand {
  static override enableJsonFlag = false;
  static override summary = 'Print the recorded operations of a run for consistency checkers.';
  static override description =
    `The run must have recorded them (workload.history).\n\nFormats:\n${Object.entries<HistoryFormat>(historyFormats)
      .map(([format, { summary }]) => `  ${format.padEnd(12)}${summary}`)
      .join('\n')}`;

  static override args = {
    record: Args.string({ ignoreStdin: true, required: true, description: 'A record.json, or the folder of a run.' }),
  };

  static override flags = {
    format: Flags.string({
      default: 'porcupine',
      helpValue: Object.keys(historyFormats).join('|'),
      description: 'The format to print.',
    }),
    key: Flags.string({ multiple: true, helpValue: 'NAME', description: 'Print only this key (repeatable).' }),
    out: Flags.string({ helpValue: 'FILE', description: 'Write to this file instead of stdout.' }),
  };

  static override examples = [
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9 --out history.jsonl',
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9 --format elle-edn --out history.edn',
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-k3v9 --format jepsen-log --key cache-bench:6f1c09e2:00000007',
  ];

  async run(): Promise<void> {
    const { args, flags } = await this.parse(HistoryCommand);
    const format = formatNamed(flags.format);
    const record = await readRecord(args.record);
    if (record.history === undefined)
      throw new UsageError(
        `The run of ${args.record} recorded no operations. Try: cache-bench run --set workload.history.keys=100`,
      );
    const history = withKeys(await readHistory(args.record, record.history.operations), flags.key);
    const text = [...format.lines(history)].join('\n');
    if (flags.out === undefined) this.log(text);
    else await saveReport(flags.out, `${text}\n`);
  }
}

function formatNamed(name: string): HistoryFormat {
  if (isKeyOf(historyFormats, name)) return historyFormats[name];
  throw new UsageError(`There is no history format "${name}". Formats: ${keysOf(historyFormats).join(', ')}.`);
}

function withKeys(history: History, keys: readonly string[] | undefined): History {
  if (keys === undefined) return history;
  return new Map(
    keys.map((key) => {
      const operations = history.get(key);
      if (operations !== undefined) return [key, operations] as const;
      const [example] = history.keys();
      throw new UsageError(
        `The history has no key "${key}"${example === undefined ? '' : `; one of its keys is ${example}`}.`,
      );
    }),
  );
}
