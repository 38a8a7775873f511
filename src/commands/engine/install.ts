import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { interruptOnSignals } from '../../cli/signals.js';
import { requireEngine } from '../../engine/require-engine.js';
import type { EngineBinary } from '../../engine/server-process.js';
import { type EngineName, engineNames } from '../../model/node.js';

export default class EngineInstall extends BaseCommand {
  static override summary = 'Fetch servers into your cache folder, without root.';
  static override description =
    'An engine that is found already is left as it is. Without a name, redis is fetched, which the default drill needs.';
  static override args = {
    // oclif would take a missing argument from a pipe on stdin.
    engine: Args.custom<EngineName>({ options: engineNames, description: 'The engines to fetch.' })({
      multiple: true,
      ignoreStdin: true,
    }),
  };
  static override examples = [
    '<%= config.bin %> engine install',
    { description: 'Several at once', command: '<%= config.bin %> engine install redis memcached' },
  ];

  async run(): Promise<{ readonly engines: readonly EngineBinary[] }> {
    const { args } = await this.parse(EngineInstall);
    const names = new Set<EngineName>(args.engine ?? ['redis']);
    using interruption = interruptOnSignals(this.host.signals);
    const engines: EngineBinary[] = [];
    for (const name of names) {
      const binary = await requireEngine(name, {
        onProgress: (line) => this.progress(line),
        signal: interruption.signal,
        environment: this.host.environment,
      });
      this.log(`${name} ${binary.version}  ${binary.path}`);
      engines.push(binary);
    }
    return { engines };
  }
}
