import { basename, dirname, join, relative, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { UsageError } from '../../errors/errors.js';
import { scenarioName } from '../../scenario/schema.js';
import { shippedFolder } from '../../scenario/shipped-scenarios.js';
import { readStartingPoint, scenarioKinds, startingScenario } from '../../scenario/starting-scenario.js';
import { writeScenario } from '../../scenario/write-scenario.js';

export default class ScenarioNew extends BaseCommand {
  static override summary = 'Write a scenario file to start from.';
  static override description =
    'The file holds every common setting, each with a comment, and runs unchanged. An existing file is not overwritten.';
  static override examples = [
    '<%= config.bin %> scenario new',
    '<%= config.bin %> scenario new my-latency --kind latency',
    '<%= config.bin %> scenario new my-drill --kind failover --topology cluster',
    '<%= config.bin %> scenario new drills/pool.yaml --topology memcached --force',
  ];
  static override args = {
    name: Args.string({
      ignoreStdin: true,
      default: 'my-scenario',
      description: "The scenario's name, or the path of its file; .yaml is added.",
    }),
  };
  static override flags = {
    kind: Flags.string({
      description: `What the scenario is for: ${scenarioKinds.join(', ')}. Default: a drill that fits the topology.`,
      helpValue: 'KIND',
    }),
    topology: Flags.string({
      description: 'The shape of the cluster. Default: that of the kind, or sentinel.',
      helpValue: 'TOPOLOGY',
    }),
    force: Flags.boolean({ description: 'Overwrite an existing file.' }),
  };

  async run(): Promise<{ readonly file: string }> {
    const { args, flags } = await this.parse(ScenarioNew);
    const start = readStartingPoint(flags.kind, flags.topology);
    const given = /\.ya?ml$/.test(args.name) ? args.name : `${args.name}.yaml`;
    const file = resolve(this.host.workingDirectory, given);
    const name = basename(file).replace(/\.ya?ml$/, '');
    if (!scenarioName.test(name))
      throw new UsageError(
        `"${name}" is not a valid scenario name. Use at most 64 letters, digits, dashes, dots and underscores, starting with a letter or digit.`,
      );
    const schema = relative(dirname(file), join(shippedFolder, 'scenario.schema.json'));
    await writeScenario(file, given, startingScenario(name, start, schema), flags.force);
    this.log(`Created ${given}. Try: cache-bench scenario validate ${given}, then: cache-bench run ${given}`);
    return { file };
  }
}
