import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { interruptOnSignals } from '../../cli/signals.js';
import { requireEngine } from '../../engine/require-engine.js';
import type { EngineBinary } from '../../engine/server-process.js';
import { UsageError } from '../../errors/errors.js';
import { anyVersion, type EngineRequest, engineRequestText, parseServerRequest } from '../../model/engine-request.js';
import { defaultEngine, type ServerName } from '../../model/node.js';

export default class EngineInstall extends BaseCommand {
  static override summary = 'Download servers into your cache folder, without root.';
  static override description =
    'Does nothing for an engine that is already installed. Without an argument, installs redis, which the default drill needs. ' +
    'A version may be full or partial (redis@8) and is kept beside others. On Debian and Ubuntu, packages come from ' +
    "the system's sources, else from its backports, else from the next stable release with that release's libraries; " +
    "apt verifies the distribution's signatures.";
  static override args = {
    // oclif would read a missing argument from a pipe on stdin.
    engine: Args.custom<EngineRequest<ServerName>>({
      description: 'What to install: redis, valkey, memcached or postgres, optionally with a version.',
      parse: async (word) => readRequest(word),
    })({ multiple: true, ignoreStdin: true }),
  };
  static override examples = [
    '<%= config.bin %> engine install',
    { description: 'Several at once', command: '<%= config.bin %> engine install redis memcached' },
    { description: 'A version', command: '<%= config.bin %> engine install redis@8 valkey@8.0.1' },
  ];

  async run(): Promise<{ readonly engines: readonly EngineBinary<ServerName>[] }> {
    const { args } = await this.parse(EngineInstall);
    const requests = new Map(
      (args.engine ?? [anyVersion<ServerName>(defaultEngine)]).map((request) => [engineRequestText(request), request]),
    );
    using interruption = interruptOnSignals(this.host.signals);
    const engines: EngineBinary<ServerName>[] = [];
    for (const request of requests.values()) {
      const binary = await requireEngine(request, {
        onProgress: (line) => this.progress(line),
        signal: interruption.signal,
        environment: this.host.environment,
      });
      this.log(`${binary.engine} ${binary.version}  ${binary.path}`);
      engines.push(binary);
    }
    return { engines };
  }
}

function readRequest(word: string): EngineRequest<ServerName> {
  const parsed = parseServerRequest(word);
  if (parsed.value !== undefined) return parsed.value;
  const hint = parsed.suggestion === undefined ? '' : ` Did you mean ${JSON.stringify(parsed.suggestion)}?`;
  throw new UsageError(`Expected ${parsed.expected}, found ${JSON.stringify(word)}.${hint}`);
}
