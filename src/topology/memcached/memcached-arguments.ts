import type { Endpoint } from '../../model/node.js';

const managedLetters: readonly string[] = [...'plsaudhieUPSYZBV'];
const managedOptions: readonly string[] = [
  ...['port', 'listen', 'unix-socket', 'unix-mask', 'user', 'daemon', 'help', 'udp-port', 'pidfile', 'memory-file'],
  ...['enable-sasl', 'auth-file', 'enable-ssl', 'protocol', 'version', 'license'],
];

/**
 * The option that a name in a scenario refers to, if it is one that we set ourselves or can't work with: it would break the
 * pool, or put a server out of our control. Undefined for all others. Like memcached, we accept abbreviated long options
 * (`daemo`). Source: getopt_long(3).
 */
export function managedOption(name: string): string | undefined {
  if (name.length === 1) return managedLetters.find((letter) => letter === name);
  return managedOptions.find((option) => option.startsWith(name));
}

/** Default memory of a server in MiB: memcached's own 64 would start evicting in a short run. */
const memoryMiB = 1_024;
/** Memcached's default of 1,024 connections is fewer than a load may open. */
const mostConnections = 20_000;

/**
 * The command line of a memcached. `config` holds its options by their long or one-letter names, such as `memory-limit: 64`
 * or `t: 2`; `yes` means an option without a value, `no` omits it.
 */
export function memcachedArguments(
  address: Endpoint,
  config: Readonly<Record<string, string>>,
  mostOpenFiles: number,
): readonly string[] {
  const given = Object.entries(config).flatMap(([name, value]) => (value === 'no' ? [] : optionOf(name, value)));
  return [
    `--memory-limit=${memoryMiB}`,
    // It refuses to start with more than the system's open file limit.
    `--conn-limit=${Math.min(mostConnections, mostOpenFiles)}`,
    ...given,
    // Our own options come last, so that they take precedence.
    `--listen=${address.host}`,
    `--port=${address.port}`,
    '--udp-port=0',
    // As root, it refuses to start without a target user; `root` keeps the current one, because a server that changed its user
    // would lose the kernel's guard.
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
}

function optionOf(name: string, value: string): string[] {
  const isLetter = name.length === 1;
  if (value === 'yes') return [isLetter ? `-${name}` : `--${name}`];
  return isLetter ? [`-${name}`, value] : [`--${name}=${value}`];
}
