import { join } from 'node:path';
import { BaseCommand } from '../../cli/base-command.js';
import { enginesFolder } from '../../engine/cache-folder.js';
import { cachedFolders, type EngineOrigin, findEngine, inspectFolder } from '../../engine/find-engine.js';
import { pickInstaller } from '../../engine/install/pick-installer.js';
import { CacheBenchError } from '../../errors/errors.js';
import { anyVersion } from '../../model/engine-request.js';
import { type EngineName, engineNames } from '../../model/node.js';

interface EngineLine {
  readonly engine: EngineName;
  readonly version: string | null;
  readonly path: string | null;
  readonly origin: EngineOrigin | null;
  /** The places searched, with the problem found in each unsuccessful one. */
  readonly lookedIn: readonly string[];
  /** The tool that can fetch it; null if it is present, or this system has no such tool. */
  readonly fetchedBy: string | null;
  /** The problem of the binary selected in the environment; null if there is none. */
  readonly problem: string | null;
}

const origins: Readonly<Record<EngineOrigin, string>> = {
  environment: 'chosen by the environment',
  path: 'on PATH',
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
    const installer = await pickInstaller(this.host.environment);
    const looks = await Promise.all(engineNames.map((engine) => this.look(engine, installer?.tool ?? null)));
    const engines = looks.flat();
    for (const line of engines) this.log(describe(line));
    return { engines };
  }

  /** The default server, then those fetched by version. */
  private async look(engine: EngineName, tool: string | null): Promise<readonly EngineLine[]> {
    const first = await this.lookForAny(engine, tool);
    const folder = enginesFolder(this.host.environment);
    const lines = [first];
    for (const name of await cachedFolders(engine, folder)) {
      const { binary } = await inspectFolder(engine, join(folder, name));
      if (binary === undefined || binary.path === first.path) continue;
      const { version, path } = binary;
      lines.push({ engine, version, path, origin: 'cache', lookedIn: [folder], fetchedBy: null, problem: null });
    }
    return lines;
  }

  private async lookForAny(engine: EngineName, tool: string | null): Promise<EngineLine> {
    try {
      const { found, lookedIn } = await findEngine(anyVersion(engine), this.host.environment);
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
