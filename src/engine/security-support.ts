import { EnvironmentError } from '../errors/errors.js';
import { binaryVariable, engines } from './registry.js';
import { runTool } from './run-tool.js';
import { serverCommand } from './server-command.js';
import type { EngineBinary } from './server-process.js';

/** The security features required of a server. */
interface WantedSecurity {
  readonly tls: boolean;
  readonly password: boolean;
}

const askTimeoutMs = 5_000;

/** Throws EnvironmentError if a server was built without a required feature. A server whose support is unknown is tried. */
export async function requireSecurity(binary: EngineBinary, wanted: WantedSecurity): Promise<void> {
  const { binaryName, security } = engines[binary.engine];
  const asked = features.filter((feature) => wanted[feature] && security.lacks[feature] !== null);
  if (asked.length === 0) return;
  const printed = await printedBy(binary, security.probe);
  const lacking = asked.find((feature) => security.lacks[feature]?.(printed));
  if (lacking === undefined) return;
  const key = `topology.${lacking}`;
  throw new EnvironmentError(
    `${binary.path} (${binary.engine} ${binary.version}) ${lacks[lacking]}, but ${key} is true. ` +
      `Try: a ${binaryName} that supports it, named by ${binaryVariable(binary.engine)}, or --set ${key}=false`,
  );
}

const features = ['tls', 'password'] as const;

/** Each follows the binary's name in a sentence. */
const lacks = {
  tls: 'was built without TLS',
  password: 'supports no password in its text protocols',
} as const satisfies Readonly<Record<keyof WantedSecurity, string>>;

async function printedBy(binary: EngineBinary, words: readonly string[]): Promise<string> {
  const { command, parameters, environment } = serverCommand(binary, words);
  const { stdout, stderr } = await runTool(command, parameters, { timeoutMs: askTimeoutMs, environment });
  return `${stdout}\n${stderr}`;
}
