/** Why a load thread was at its limit: it `waited` for a core used by others, collected `garbage`, or `worked` all the time. */
export type SaturationCause = 'waited' | 'garbage' | 'worked';

/** What the remedies depend on. */
export interface GeneratorSetup {
  readonly closedLoop: boolean;
  readonly threads: number;
  readonly connections: number;
  readonly cpuCount: number;
  /** Servers and generator together used all cores. */
  readonly machineIsFull: boolean;
}

/** From this many connections per thread, more cost more than they gain. */
const manyConnections = 500;

/** What to change so that the generator is not the limit, the most helpful first; each a phrase after "try". */
export function remediesFor(causes: ReadonlySet<SaturationCause>, setup: GeneratorSetup): readonly string[] {
  if (causes.size === 0) return [];
  // One core is for the servers.
  const spareCores = setup.cpuCount - 1 - setup.threads;
  const waited = causes.has('waited');
  return [
    setup.closedLoop ? 'a fixed rate below the one reached (--rate)' : 'a lower rate (--rate)',
    ...(!waited && spareCores > 0 && setup.threads < setup.connections ? ['more threads (--threads)'] : []),
    ...(waited && spareCores < 0 && setup.threads > 1 ? ['fewer threads (--threads)'] : []),
    ...(causes.has('garbage') ? ['smaller values (--value-size)'] : []),
    ...(setup.connections / setup.threads >= manyConnections ? ['fewer connections (--connections)'] : []),
    ...(waited || spareCores <= 0 ? [machine(waited, setup)] : []),
  ];
}

function machine(waited: boolean, { cpuCount, machineIsFull }: GeneratorSetup): string {
  const cores = cpuCount === 1 ? 'its only core' : `the ${cpuCount} cores`;
  if (machineIsFull)
    return `a machine with more cores, because servers and generator used all of ${cores} that they share`;
  return waited
    ? `a machine with more free cores, because others kept the generator from ${cores} of this one`
    : `a machine with more than ${cores} of this one`;
}
