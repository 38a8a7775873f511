import type { Endpoint } from '../../model/node.js';

const managedLetters: readonly string[] = [...'plsaudhieUPSYZBV'];
const managedOptions: readonly string[] = [
  ...['port', 'listen', 'unix-socket', 'unix-mask', 'user', 'daemon', 'help', 'udp-port', 'pidfile', 'memory-file'],
  ...['enable-sasl', 'auth-file', 'enable-ssl', 'protocol', 'version', 'license'],
];

/**
 * The option that a name in a scenario stands for, of those that we set ourselves or could not work with: one that would break the
 * pool, or take a server out of our reach. Undefined for all others. Memcached takes the beginning of a long option for
 * the whole (`daemo`), and so do we. Source: getopt_long(3).
 */
export function managedOption(name: string): string | undefined {
  if (name.length === 1) return managedLetters.find((letter) => letter === name);
  return managedOptions.find((option) => option.startsWith(name));
}

/** Memory of a server unless the scenario says otherwise, in MiB: memcached's own 64 would begin to evict in a short run. */
const memoryMiB = 1_024;
/** Memcached's own 1,024 connections are fewer than a load may open. */
const mostConnections = 20_000;

/**
 * The command line of a memcached. `config` holds its options by their long or one-letter names, such as `memory-limit: 64` or
 * `t: 2`; `yes` is an option without a value, and `no` leaves it out.
 */
export function memcachedArguments(
  address: Endpoint,
  config: Readonly<Record<string, string>>,
  mostOpenFiles: number,
): readonly string[] {
  const given = Object.entries(config).flatMap(([name, value]) => (value === 'no' ? [] : optionOf(name, value)));
  return [
    `--memory-limit=${memoryMiB}`,
    // It does not start with more than the system allows it to open.
    `--conn-limit=${Math.min(mostConnections, mostOpenFiles)}`,
    ...given,
    // What we need comes last, so that it holds.
    `--listen=${address.host}`,
    `--port=${address.port}`,
    '--udp-port=0',
    // It refuses to start as root unless it is told whom to become; root has it stay who it is, and a server that changed its
    // user would lose the kernel's guard.
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
  ];
}

function optionOf(name: string, value: string): string[] {
  const isLetter = name.length === 1;
  if (value === 'yes') return [isLetter ? `-${name}` : `--${name}`];
  return isLetter ? [`-${name}`, value] : [`--${name}=${value}`];
}
