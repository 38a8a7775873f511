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
  const lacks = binary.engine === 'memcached' ? await memcachedLacks(binary, wanted) : await redisLacks(binary, wanted);
  if (lacks === undefined) return;
  const { binaryName } = engines[binary.engine];
  throw new EnvironmentError(
    `${binary.path} (${binary.engine} ${binary.version}) ${lacks.sentence}, and ${lacks.key} is true. ` +
      `Try: a ${binaryName} that can, named by ${binaryVariable(binary.engine)}, or --set ${lacks.key}=false`,
  );
}

interface Lack {
  /** Follows the binary's name in a sentence. */
  readonly sentence: string;
  readonly key: 'topology.tls' | 'topology.password';
}

const withoutTls: Lack = { sentence: 'was built without TLS', key: 'topology.tls' };

/**
 * Without TLS (BUILD_TLS), a server has no directive `tls-port`, and complains about the first directive it does not know.
 * The second one here never exists, so that it exits immediately in any case.
 */
async function redisLacks(binary: EngineBinary, { tls }: WantedSecurity): Promise<Lack | undefined> {
  if (!tls) return undefined;
  const said = await printedBy(binary, ['--tls-port', '0', '--cache-bench-asks', 'yes']);
  return />>> 'tls-port/.test(said) ? withoutTls : undefined;
}

async function memcachedLacks(binary: EngineBinary, { tls, password }: WantedSecurity): Promise<Lack | undefined> {
  if (!tls && !password) return undefined;
  const help = await printedBy(binary, ['--help']);
  if (!help.includes('--port')) return undefined;
  if (tls && !help.includes('--enable-ssl')) return withoutTls;
  if (password && !help.includes('--auth-file'))
    return { sentence: 'can take no password over its text protocols', key: 'topology.password' };
  return undefined;
}

async function printedBy(binary: EngineBinary, words: readonly string[]): Promise<string> {
  const { command, parameters, environment } = serverCommand(binary, words);
  const { stdout, stderr } = await runTool(command, parameters, { timeoutMs: askTimeoutMs, environment });
  return `${stdout}\n${stderr}`;
}
