import { Flags } from '@oclif/core';
import { targetPasswordVariable } from '../model/target-password.js';

/** Flags that change a scenario, after the habits of load testers. Values are checked by the scenario room. */
export const scenarioFlags = {
  connections: Flags.string({ char: 'c', description: 'Connections in all.', helpValue: 'N', helpGroup: 'LOAD' }),
  threads: Flags.string({ char: 't', description: 'Load threads, or auto.', helpValue: 'N|auto', helpGroup: 'LOAD' }),
  pipeline: Flags.string({
    char: 'P',
    description: 'Most operations in flight on one connection.',
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  'value-size': Flags.string({
    char: 'd',
    description: 'Bytes of a value: 128, 64-1024, or weighted 32:70,4096:30.',
    helpValue: 'SIZE',
    helpGroup: 'LOAD',
  }),
  data: Flags.string({
    description: 'What fills a value: random or compressible.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  requests: Flags.string({
    char: 'n',
    description: 'Operations in all; the run ends when they are done, at --duration at the latest.',
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  duration: Flags.string({ description: 'How long to measure, such as 20s.', helpValue: 'TIME', helpGroup: 'LOAD' }),
  warmup: Flags.string({ description: 'Load before the measured part.', helpValue: 'TIME', helpGroup: 'LOAD' }),
  deadline: Flags.string({
    description: 'Longest wait to be sent, then longest wait for the reply, such as 500ms.',
    helpValue: 'TIME',
    helpGroup: 'LOAD',
  }),
  rate: Flags.string({
    description: 'Operations per second in all, or max for closed loop.',
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
      'Which keys are drawn: uniform, zipf:0.99, gaussian[:MEAN:SIGMA], hotset:0.2:0.8, sequential, moving:0.1:0.9:100000.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  ratio: Flags.string({
    description: 'Sets to gets, as memtier_benchmark: 1:10.',
    helpValue: 'S:G',
    helpGroup: 'LOAD',
  }),
  command: Flags.string({
    description: 'A free command instead of sets and gets, such as "HSET __key__ f __data__".',
    multiple: true,
    helpValue: 'COMMAND',
    helpGroup: 'LOAD',
  }),
  'command-ratio': Flags.string({
    description: 'Its weight; one for each --command, in the same order.',
    multiple: true,
    helpValue: 'N',
    helpGroup: 'LOAD',
  }),
  ttl: Flags.string({
    description: 'Time to live of what is written, such as 60s; none: not even on a --target.',
    helpValue: 'TIME',
    helpGroup: 'LOAD',
  }),
  driver: Flags.string({ description: 'Who speaks to the servers.', helpValue: 'NAME', helpGroup: 'LOAD' }),
  'client-policy': Flags.string({
    description: 'How the client behaves around a failure: measured, production or application.',
    helpValue: 'NAME',
    helpGroup: 'LOAD',
  }),
  durability: Flags.string({
    description: 'What an acknowledgement means: async, wait:N or waitaof:L,N.',
    helpValue: 'MODE',
    helpGroup: 'LOAD',
  }),
  engine: Flags.string({
    description: 'The server: redis, valkey or memcached; with a version, that one: redis@8.',
    helpValue: 'NAME[@VERSION]',
    helpGroup: 'CLUSTER',
  }),
  topology: Flags.string({ description: 'The shape of the cluster.', helpValue: 'KIND', helpGroup: 'CLUSTER' }),
  target: Flags.string({
    description:
      'A deployment that runs already, such as redis://host:6379, in place of one that is launched. ' +
      `Its password is best put into ${targetPasswordVariable}.`,
    helpValue: 'URL',
    helpGroup: 'CLUSTER',
  }),
  'password-env': Flags.string({
    description: `The environment variable that holds the target's password. Default: ${targetPasswordVariable}.`,
    helpValue: 'NAME',
    helpGroup: 'CLUSTER',
  }),
  tls: Flags.boolean({
    description: 'TLS between clients and servers: of the cluster that is launched, or of --target.',
    helpGroup: 'CLUSTER',
  }),
  replicas: Flags.string({ description: 'Replicas of each shard.', helpValue: 'N', helpGroup: 'CLUSTER' }),
  shards: Flags.string({ description: 'Number of shards.', helpValue: 'N', helpGroup: 'CLUSTER' }),
  zones: Flags.string({ description: 'Zones that the nodes are spread over.', helpValue: 'N', helpGroup: 'CLUSTER' }),
  gate: Flags.string({
    description: 'A further gate, such as "response_time.p99 < 5ms during steady".',
    multiple: true,
    helpValue: 'GATE',
    helpGroup: 'RUN',
  }),
  set: Flags.string({
    description: 'Anything in the scenario, such as topology.links.betweenZones.delay=20ms.',
    multiple: true,
    helpValue: 'PATH=VALUE',
    helpGroup: 'RUN',
  }),
  seed: Flags.string({ description: 'Repeats the random choices of another run.', helpValue: 'N', helpGroup: 'RUN' }),
  'no-faults': Flags.boolean({ description: 'Leave the faults out.', helpGroup: 'RUN' }),
} as const;

/** Flags that say what becomes of a run. */
export const outputFlags = {
  out: Flags.string({
    description: 'Folder of the reports.',
    default: 'reports',
    helpValue: 'FOLDER',
    helpGroup: 'OUTPUT',
  }),
  report: Flags.string({
    description: 'Formats to write beside record.json, such as md,junit,hlog (all: report --help). Default: md.',
    multiple: true,
    delimiter: ',',
    helpValue: 'FORMAT',
    helpGroup: 'OUTPUT',
  }),
  label: Flags.string({
    description: 'Attached to the record, OpenMetrics and JUnit, such as branch=main. May be given more than once.',
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

/** The whole terminal report instead of what fits a screen. */
export const fullFlag = Flags.boolean({
  description: 'Print the whole report, not only what fits a screen.',
  helpGroup: 'OUTPUT',
});
