import { BaseCommand } from '../../cli/base-command.js';
import { type EngineOrigin, findEngine } from '../../engine/find-engine.js';
import { pickInstaller } from '../../engine/install/pick-installer.js';
import { CacheBenchError } from '../../errors/errors.js';
import { type EngineName, engineNames } from '../../model/node.js';

interface EngineLine {
  readonly engine: EngineName;
  readonly version: string | null;
  readonly path: string | null;
  readonly origin: EngineOrigin | null;
  /** Places looked in, in vain ones with what was wrong there. */
  readonly lookedIn: readonly string[];
  /** The tool with which it can be fetched; null when it is there, or this system has no such tool. */
  readonly fetchedBy: string | null;
  /** What is wrong with the binary that was chosen by the environment; null when nothing is. */
  readonly problem: string | null;
}

const origins: Readonly<Record<EngineOrigin, string>> = {
  environment: 'chosen by the environment',
  path: 'on PATH',
  cache: 'fetched by cache-bench',
};

export default class EngineList extends BaseCommand {
  static override summary = 'Show which servers were found, and which can be had.';
  static override examples = [
    '<%= config.bin %> engine list',
    { description: 'As JSON', command: '<%= config.bin %> engine list --json' },
  ];

  async run(): Promise<{ readonly engines: readonly EngineLine[] }> {
    await this.parse(EngineList);
    const installer = await pickInstaller(this.host.environment);
    const engines = await Promise.all(engineNames.map((engine) => this.look(engine, installer?.tool ?? null)));
    for (const line of engines) this.log(describe(line));
    return { engines };
  }

  private async look(engine: EngineName, tool: string | null): Promise<EngineLine> {
    try {
      const { found, lookedIn } = await findEngine(engine, this.host.environment);
      return {
        engine,
        version: found?.binary.version ?? null,
        path: found?.binary.path ?? null,
        origin: found?.origin ?? null,
        lookedIn,
        fetchedBy: found ? null : tool,
        problem: null,
      };
    } catch (error) {
      if (!(error instanceof CacheBenchError)) throw error;
      const missing = { version: null, path: null, origin: null, lookedIn: [], fetchedBy: null };
      return { engine, ...missing, problem: error.message };
    }
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
      ? 'install it with your system’s package tool'
      : `try: cache-bench engine install ${line.engine} (uses ${line.fetchedBy}, without root)`;
  return `${name} not found (looked in: ${line.lookedIn.join('; ')}); ${advice}`;
}
