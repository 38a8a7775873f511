import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { ServerName } from '../model/node.js';
import { engines, parseEngineVersion } from './registry.js';
import { runTool } from './run-tool.js';
import { serverCommand } from './server-command.js';
import type { EngineBinary, EngineProgram } from './server-process.js';

export type Inspection<Name extends ServerName> =
  | { readonly usable: true; readonly binary: EngineBinary<Name> }
  /** `problem` follows the path in a sentence: "is not executable". */
  | { readonly usable: false; readonly problem: string };

const versionTimeoutMs = 5000;

/** Whether a file is an engine's server that runs here, determined by querying its version. Takes at most 5 s. */
export async function inspectBinary<Name extends ServerName>(
  engine: Name,
  program: EngineProgram,
): Promise<Inspection<Name>> {
  const problem = await fileProblem(program.path);
  if (problem !== undefined) return { usable: false, problem };

  const { command, parameters, environment } = serverCommand(program, ['--version']);
  const answer = await runTool(command, parameters, { timeoutMs: versionTimeoutMs, environment });
  const version = parseEngineVersion(engine, answer.stdout);
  if (answer.failure === undefined && version !== undefined) {
    return { usable: true, binary: { engine, version, ...program } };
  }
  const printed = firstLine(answer.stderr) ?? firstLine(answer.stdout);
  const said = printed === undefined ? 'nothing' : `"${printed}"`;
  const why = answer.failure === undefined ? '' : ` (${answer.failure})`;
  return {
    usable: false,
    problem: `is not a ${engines[engine].binaryName}: with --version it printed ${said}${why}`,
  };
}

async function fileProblem(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return 'does not exist';
  if (!found.isFile()) return 'is not a file';
  return access(path, constants.X_OK).then(
    () => undefined,
    () => 'is not executable',
  );
}

function firstLine(text: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '');
  return line?.trim().slice(0, 200);
}
