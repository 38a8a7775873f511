/** What some topologies can do and others can't; each with the reason given where one can't. */
export const abilities = {
  /** Its processes are ours: they can be killed, stopped and started again. */
  processes: () => 'the processes of a target are out of reach; skip the faults (--no-faults)',
  /** Relays can be put in front of its nodes. */
  relays: (kind) => `no relays can be put in front of the nodes of topology ${kind}`,
  /** Its data nodes execute Redis commands. */
  commands: () => 'Memcached has no command for this',
  /** A replica can take the place of its primary. */
  replicates: (kind) => `topology ${kind} has no replicas`,
  /** Once a primary is considered dead, a replica is promoted. */
  promotes: (kind) => `topology ${kind} has no promotion`,
  /** Several voters must agree on that. */
  elects: (kind) => `topology ${kind} has no voters`,
  /** The voters are sentinels. */
  sentinels: (kind) => `topology ${kind} has no sentinels`,
  /** It is a Redis Cluster: members speak to each other, and replicas can serve reads. */
  slots: (kind) => `topology ${kind} is not a Redis Cluster`,
  /** A new node takes the place of a dead one; elsewhere, an empty server takes its address and name. */
  replaces: (kind) => `topology ${kind} has no place for a new node`,
} as const satisfies Readonly<Record<string, (kind: string) => string>>;
export type Ability = keyof typeof abilities;

/** The abilities of every topology whose servers we launch. */
export const launched = ['processes', 'relays'] as const satisfies readonly Ability[];
