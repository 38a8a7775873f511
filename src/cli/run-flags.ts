import { Args, Flags } from '@oclif/core';
import { controlVariable } from '../model/control-variable.js';
import { targetPasswordVariable } from '../model/target-password.js';
import { driversByServers, launchedTopologies } from '../scenario/names-in-help.js';

/** The scenario of a command that runs it. */
export function scenarioArgument(byDefault: string) {
  return Args.string({
    description: "A shipped scenario's name, or the path of a YAML file.",
    default: byDefault,
    ignoreStdin: true,
  });
}

/** Flags that change a scenario, following the conventions of load testers. The scenario room validates their values. */
export const scenarioFlags = {
  connections: Flags.string({
    char: 'c',
    description: 'Total number of connections.',
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  threads: Flags.string({
    char: 't',
    description: 'Number of load threads, or auto.',
    helpValue: 'N|auto',
    helpGroup: 'LOAD',
  }),
  agents: Flags.string({
    description: 'Number of agents that carry the load, in processes of their own: on this machine, or see --control.',
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  pipeline: Flags.string({
    char: 'P',
    description: 'Maximum number of operations in flight per connection.',
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  'value-size': Flags.string({
    char: 'd',
    description: 'Value size in bytes: 128, 64-1024, or weighted 32:70,4096:30.',
    helpValue: 'SIZE',
    helpGroup: 'LOAD',
  }),
  data: Flags.string({
    description: 'Value content: random or compressible.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  requests: Flags.string({
    char: 'n',
    description: 'Total number of operations; the run ends once they are done, or after --duration.',
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  duration: Flags.string({
    description: 'Length of the measurement, such as 20s.',
    helpValue: 'TIME',
    helpGroup: 'LOAD',
  }),
  warmup: Flags.string({
    description: 'Length of the load before the measurement.',
    helpValue: 'TIME',
    helpGroup: 'LOAD',
  }),
  deadline: Flags.string({
    description: 'Maximum wait to be sent, and then for the reply, such as 500ms.',
    helpValue: 'TIME',
    helpGroup: 'LOAD',
  }),
  rate: Flags.string({
    description: 'Total operations per second, or max for a closed loop.',
    helpValue: 'N|max',
    helpGroup: 'LOAD',
  }),
  pacer: Flags.string({
    description: 'When operations start: constant, poisson, ramp:FROM, staircase:[FROM:]STEPS.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  keys: Flags.string({ description: 'Number of keys.', helpValue: 'N', helpGroup: 'LOAD' }),
  distribution: Flags.string({
    description:
      'Key distribution: uniform, zipf:0.99, gaussian[:MEAN:SIGMA], hotset:0.2:0.8, sequential, moving:0.1:0.9:100000.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  ratio: Flags.string({
    description: 'Ratio of sets to gets, as in memtier_benchmark: 1:10.',
    helpValue: 'S:G',
    helpGroup: 'LOAD',
  }),
  command: Flags.string({
    description: 'A custom command instead of sets and gets, such as "HSET __key__ f __data__".',
    multiple: true,
    helpValue: 'COMMAND',
    helpGroup: 'LOAD',
  }),
  'command-ratio': Flags.string({
    description: 'The weight of each --command, in the same order.',
    multiple: true,
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  replay: Flags.string({
    description: 'A log of MONITOR, or NDJSON, whose commands are sent at its own times, instead of sets and gets.',
    helpValue: 'FILE',
    helpGroup: 'LOAD',
  }),
  ttl: Flags.string({
    description: 'Time to live of written keys, such as 60s; none disables it even on a --target.',
    helpValue: 'TIME',
    helpGroup: 'LOAD',
  }),
  driver: Flags.string({
    description: `The client library: ${driversByServers}.`,
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  'client-policy': Flags.string({
    description: 'Client settings: measured, production or application.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  'client-options': Flags.string({
    description: 'Your own options of the client library: a JSON or YAML file, or a module (.mjs, .js, .cjs).',
    helpValue: 'FILE',
    helpGroup: 'LOAD',
  }),
  durability: Flags.string({
    description: 'What an acknowledgement means: async, wait:N or waitaof:L,N.',
    helpValue: 'MODE',
    helpGroup: 'LOAD',
  }),
  engine: Flags.string({
    description: 'The server: redis, valkey or memcached, optionally with a version: redis@8.',
    helpValue: 'NAME[@VERSION]',
    helpGroup: 'CLUSTER',
  }),
  topology: Flags.string({
    description: `The shape of the cluster: ${launchedTopologies}.`,
    helpValue: 'KIND',
    helpGroup: 'CLUSTER',
  }),
  target: Flags.string({
    description:
      'An already running deployment, such as redis://host:6379, instead of a new cluster. ' +
      `Put its password into ${targetPasswordVariable}.`,
    helpValue: 'URL',
    helpGroup: 'CLUSTER',
  }),
  'password-env': Flags.string({
    description: `The environment variable that holds the target's password. Default: ${targetPasswordVariable}.`,
    helpValue: 'NAME',
    helpGroup: 'CLUSTER',
  }),
  tls: Flags.boolean({
    description: 'Use TLS, for a new cluster or for --target.',
    helpGroup: 'CLUSTER',
  }),
  replicas: Flags.string({ description: 'Replicas per shard.', helpValue: 'N', helpGroup: 'CLUSTER' }),
  shards: Flags.string({ description: 'Number of shards.', helpValue: 'N', helpGroup: 'CLUSTER' }),
  zones: Flags.string({
    description: 'Number of zones to spread the nodes over.',
    helpValue: 'N',
    helpGroup: 'CLUSTER',
  }),
  gate: Flags.string({
    description: 'An additional gate, such as "response_time.p99 < 5ms during steady".',
    multiple: true,
    helpValue: 'GATE',
    helpGroup: 'RUN',
  }),
  set: Flags.string({
    description: 'Set anything in the scenario, such as topology.links.betweenZones.delay=20ms.',
    multiple: true,
    helpValue: 'PATH=VALUE',
    helpGroup: 'RUN',
  }),
  seed: Flags.string({ description: 'Repeat the random choices of another run.', helpValue: 'N', helpGroup: 'RUN' }),
  'no-faults': Flags.boolean({ description: 'Inject no faults.', helpGroup: 'RUN' }),
} as const;

/** Where the agents of other machines are found. */
export const controlFlag = Flags.string({
  description:
    'The Redis through which agents of other machines get their orders; without it, --agents starts them on this machine.',
  env: controlVariable,
  helpValue: 'URL',
  helpGroup: 'LOAD',
});

/** Flags for the output of a run. */
export const outputFlags = {
  out: Flags.string({
    description: 'Folder for reports.',
    default: 'reports',
    helpValue: 'FOLDER',
    helpGroup: 'OUTPUT',
  }),
  report: Flags.string({
    description: 'Formats to write beside record.json, such as md,junit,hlog (report --help lists all). Default: md.',
    multiple: true,
    delimiter: ',',
    helpValue: 'FORMAT',
    helpGroup: 'OUTPUT',
  }),
  label: Flags.string({
    description: 'Label for the record, OpenMetrics and JUnit, such as branch=main. Repeatable.',
    multiple: true,
    helpValue: 'KEY=VALUE',
    helpGroup: 'OUTPUT',
  }),
  metrics: Flags.integer({
    description: 'Serve OpenMetrics at http://127.0.0.1:PORT/metrics while it runs; 0 takes a free port.',
    min: 0,
    max: 65_535,
    helpValue: 'PORT',
    helpGroup: 'OUTPUT',
  }),
  keep: Flags.boolean({ description: "Keep the servers' folders and logs.", helpGroup: 'OUTPUT' }),
  quiet: Flags.boolean({ char: 'q', description: 'No progress on stderr.', helpGroup: 'OUTPUT' }),
} as const;

/** The whole terminal report instead of one screen. */
export const fullFlag = Flags.boolean({
  description: 'Print the full report instead of one screen.',
  helpGroup: 'OUTPUT',
});
