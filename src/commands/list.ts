import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { reporters } from '../report/registry.js';
import { type CatalogueEntry, catalogue } from '../scenario/catalogue.js';

const lists: Readonly<Record<string, readonly CatalogueEntry[]>> = {
  ...catalogue,
  reports: Object.entries(reporters).map(([name, { summary }]) => ({ name, summary, example: `--report ${name}` })),
};
const names = Object.keys(lists);

/** `cache-bench list`: the names that a scenario, gate or flag may use. */
export default class List extends BaseCommand {
  static override summary = 'List the names a scenario can use: metrics, faults, operations and more.';
  static override description = `Lists: ${names.join(', ')}. Without an argument, prints the names in every list.`;
  static override args = {
    list: Args.string({
      ignoreStdin: true,
      description: 'The list to print, with a description and an example of each name.',
    }),
  };
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> metrics',
    '<%= config.bin %> <%= command.id %> faults --json',
  ];

  async run(): Promise<Readonly<Record<string, readonly CatalogueEntry[]>>> {
    const { args } = await this.parse(List);
    if (args.list === undefined) {
      for (const [name, entries] of Object.entries(lists))
        this.log(`${name.padEnd(16)} ${entries.map((entry) => entry.name).join(', ')}`);
      return lists;
    }
    const entries = Object.hasOwn(lists, args.list) ? lists[args.list] : undefined;
    if (entries === undefined) throw unknownList(args.list);
    for (const { name, summary, example, unit, topologies, origins } of entries) {
      this.log(unit === undefined ? name : `${name} (${unit})`);
      this.log(`  ${summary}`);
      this.log(`  ${example}`);
      if (topologies !== undefined) this.log(`  Topologies: ${topologies.join(', ')}`);
      if (origins !== undefined) this.log(`  Origins: ${origins.join(', ')}`);
    }
    return { [args.list]: entries };
  }
}

function unknownList(word: string): UsageError {
  const meant = nearestWord(word, names);
  const question = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return new UsageError(`There is no list ${JSON.stringify(word)}.${question} Lists: ${names.join(', ')}.`);
}
