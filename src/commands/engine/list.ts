import { BaseCommand } from '../../cli/base-command.js';
import type { EngineOrigin } from '../../engine/find-engine.js';
import { type EngineLine, listEngines } from '../../engine/list-engines.js';

const origins: Readonly<Record<EngineOrigin, string>> = {
  environment: 'chosen by the environment',
  path: 'on PATH',
  system: 'installed by the system',
  cache: 'fetched by cache-bench',
};

export default class EngineList extends BaseCommand {
  static override summary = 'List installed servers and the versions that can be installed.';
  static override description =
    'The first line of each engine is the server used by default; choose another version with --engine redis@8, and install more with engine install.';
  static override examples = [
    '<%= config.bin %> engine list',
    { description: 'As JSON', command: '<%= config.bin %> engine list --json' },
  ];

  async run(): Promise<{ readonly engines: readonly EngineLine[] }> {
    await this.parse(EngineList);
    const engines = await listEngines(this.host.environment);
    for (const line of engines) this.log(describe(line));
    return { engines };
  }
}

function describe(line: EngineLine): string {
  const name = line.engine.padEnd(10);
  if (line.problem !== null) return `${name} unusable: ${line.problem}`;
  if (line.path !== null && line.origin !== null) {
    return `${name} ${line.version}  ${line.path}  (${origins[line.origin]})`;
  }
  const advice =
    line.fetchedBy === null
      ? "install it with your system's package tool"
      : `try: cache-bench engine install ${line.engine} (uses ${line.fetchedBy}, without root)`;
  return `${name} not found (looked in: ${line.lookedIn.join('; ')}); ${advice}`;
}
