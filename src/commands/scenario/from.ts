import { basename, dirname, join, relative, resolve } from 'node:path';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { checkWritable } from '../../cli/check-writable.js';
import { interruptOnSignals } from '../../cli/signals.js';
import { readAddressMap, readWindow, surveyFlags } from '../../cli/survey-flags.js';
import { passwordFor } from '../../cli/target-password.js';
import { UsageError } from '../../errors/errors.js';
import { scenarioName } from '../../scenario/schema.js';
import { shippedFolder } from '../../scenario/shipped-scenarios.js';
import { writeScenario } from '../../scenario/write-scenario.js';
import { scenarioText } from '../../survey/scenario-text.js';
import type { Survey } from '../../survey/survey.js';
import { surveyDeployment } from '../../survey/survey-deployment.js';

export default class ScenarioFrom extends BaseCommand {
  static override summary = 'Write a scenario like the load of a running deployment, which is only read.';
  static override description =
    'Reads the commands per second, clients, keys and shape of a Redis, Valkey or Memcached deployment, and looks at some keys. ' +
    "Writes a scenario that reproduces that load, and names what can't be seen. It needs no more than a read-only user; " +
    'docs/your-workload.md lists every command it may send.';
  static override examples = [
    '<%= config.bin %> scenario from redis://cache.example:6379 > mine.yaml',
    '<%= config.bin %> scenario from redis+cluster://10.0.0.5:6379,10.0.0.6:6379 --for 1m --out mine.yaml',
    '<%= config.bin %> scenario from memcached://10.0.0.7:11211 --sample 500 --json',
  ];
  static override args = {
    url: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'The URL of the deployment, as for --target (docs/targets.md).',
    }),
  };
  static override flags = surveyFlags;

  async run(): Promise<{ readonly file: string | null; readonly scenario: string; readonly survey: Survey }> {
    const { args, flags } = await this.parse(ScenarioFrom);
    const file = flags.out === undefined ? null : resolve(this.host.workingDirectory, flags.out);
    const name = file === null ? 'from-production' : basename(file).replace(/\.ya?ml$/, '');
    if (!scenarioName.test(name))
      throw new UsageError(
        `--out: "${name}" is not a valid scenario name. Use at most 64 letters, digits, dashes, dots and underscores, starting with a letter or digit.`,
      );
    if (file !== null) await checkWritable(file, flags.out ?? file, flags.force);
    using interruption = interruptOnSignals(this.host.signals);
    const survey = await surveyDeployment(
      args.url,
      {
        password: passwordFor(args.url, flags['password-env'], this.host.environment),
        addressMap: readAddressMap(flags['address-map'] ?? []),
      },
      {
        windowMs: readWindow(flags.for),
        sampleKeys: flags.sample,
        signal: interruption.signal,
        progress: (line) => this.progress(line),
      },
    );
    const schema = relative(
      file === null ? this.host.workingDirectory : dirname(file),
      join(shippedFolder, 'scenario.schema.json'),
    );
    const scenario = scenarioText(name, survey, { schema, date: new Date().toISOString().slice(0, 10) });
    if (file === null) this.log(scenario.trimEnd());
    else {
      await writeScenario(file, flags.out ?? file, scenario, flags.force);
      this.log(`Created ${flags.out}. Try: cache-bench run ${flags.out}`);
    }
    return { file, scenario, survey };
  }
}
