import { foreignText } from '../model/foreign-text.js';
import { stampBytes } from '../model/write-stamp.js';
import { formatDuration } from '../units/duration.js';
import { lifetimeOf, valueSizesOf } from './estimates.js';
import { type ReproducedLoad, reproduceLoad } from './reproduced-load.js';
import { skewOf } from './skew.js';
import type { Survey } from './survey.js';
import { topologySection } from './topology-section.js';
import { comment } from './yaml-comment.js';

/** What one machine can still open, and fill in reasonable time. */
const most = { keys: 1_000_000, connections: 1_000 } as const;
/** Above this rate, an application's client library is the limit before the servers are. */
const mostForLibrary = 20_000;
/** How long an operation may take without connections running out: pipeline depth follows from it. */
const patienceSeconds = 0.005;
/** A weaker skew is not told from chance. */
const leastExponent = 0.2;

/**
 * The text of a scenario that reproduces a surveyed load, with the source and certainty of each figure in a comment. It is
 * valid and runs as is. `schema` is the path of the JSON schema, for editors; `date` is a day, such as 2026-01-31.
 */
export function scenarioText(name: string, survey: Survey, { schema, date }: { schema: string; date: string }): string {
  const load = reproduceLoad(survey);
  return [
    `# yaml-language-server: $schema=${schema}`,
    '#',
    ...comment(
      '',
      `A load like the one that ${foreignText(survey.url)} had on ${date}, measured read-only for ${formatDuration(Math.round(survey.windowMs / 1000) * 1000)}. ` +
        'Comments give the source of each figure and how certain it is. Run it with: cache-bench run FILE.',
    ),
    ...unseen(survey, load),
    `name: ${name}`,
    `description: A load like that of ${survey.topology} ${survey.engine} on ${date}.`,
    '',
    ...topologySection(survey),
    '',
    ...workloadSection(survey, load),
    '',
    'phases: { warmup: 2s, duration: 20s }',
    '',
    '# What must hold. Add your own limits.',
    'gates:',
    '  - error_rate <= 0.1%',
    '',
  ].join('\n');
}

/** What the load's figures leave open, and what is not reproduced. */
function unseen({ sample, keysElsewhere, topology }: Survey, { leftOut }: ReproducedLoad): readonly string[] {
  const left = Object.entries(leftOut)
    .sort(([, one], [, other]) => other - one)
    .map(([command, perSecond]) => `${command} ${rateText(perSecond)}/s`);
  const points = [
    'When requests arrive within a second, how deep clients pipeline, arguments such as ranges, which values are written most, reads of replicas, and client settings.',
    ...(topology === 'memcached' ? ['Skew of keys, and how many keys a get has.'] : []),
    ...(keysElsewhere > 0
      ? [`${keysElsewhere} keys in other databases: commands count for all databases together.`]
      : []),
    ...sample.refusals.map((refusal) => `Some figures of the sample: "${foreignText(refusal)}".`),
  ];
  return [
    '#',
    '# Not visible from outside:',
    ...points.flatMap((point) => comment('- ', point)),
    ...(left.length === 0
      ? []
      : ['# Not reproduced (not load, or not repeatable on other keys):', ...comment('- ', left.join(', '))]),
  ];
}

function workloadSection(survey: Survey, load: ReproducedLoad): readonly string[] {
  const { topology, sample } = survey;
  const rate = Math.max(1, Math.round(load.ratePerSecond));
  const connections = Math.min(Math.max(1, survey.connections), most.connections);
  const isWire = topology === 'memcached' || rate > mostForLibrary;
  return [
    'workload:',
    ...comment(
      '  ',
      "The client can't be seen. ioredis: the library of applications. wire: our own client, for high rates.",
    ),
    `  driver: ${isWire ? 'wire' : 'ioredis'}`,
    ...comment(
      '  ',
      `The most client connections to one primary: ${survey.connections} (exact, but includes idle ones).` +
        (connections < survey.connections ? ` Reduced to ${most.connections}.` : ''),
    ),
    `  connections: ${connections}`,
    ...comment('  ', "The depth of pipelines can't be seen; this one allows 5 ms per operation at this rate."),
    `  pipeline: ${Math.max(1, Math.ceil((rate * patienceSeconds) / connections))}`,
    ...comment('  ', `Commands per second over all primaries, from commandstats: within 1 %.`),
    `  rate: ${rate}`,
    ...keyLines(survey),
    ...sizeLines(sample),
    ...lifetimeLines(sample),
    ...mixLines(survey, load),
    ...comment('  ', 'An audit adds reads to the commands of the load. chain: lost writes are counted as they happen.'),
    '  audit: off',
  ];
}

function keyLines({ keys, sample, settings }: Survey): readonly string[] {
  const types = countsOf(sample.keys.map(({ type }) => type));
  const largest = Math.max(0, ...types.map(([, count]) => count)) / Math.max(1, sample.keys.length) || 1;
  const planned = Math.min(most.keys, Math.max(1, Math.round(keys * largest)));
  const inWords = types.map(([type, count]) => `${type} ${percentText(count / sample.keys.length)}`).join(', ');
  const skew = skewOf(sample.keys, keys);
  const isSkewed = skew !== undefined && skew.exponent >= leastExponent;
  return [
    ...comment(
      '  ',
      `Number of keys: ${keys} (exact). ${sample.keys.length === 0 ? 'No key was sampled.' : `Types in a sample of ${sample.keys.length}: ${inWords}.`} ` +
        (types.length > 1 ? 'Here, each type has as many keys as the most frequent one. ' : '') +
        (planned === most.keys ? `Reduced to ${most.keys}.` : ''),
    ),
    `  keys: ${planned}`,
    ...comment(
      '  ',
      skew === undefined
        ? `Which keys are hot can't be seen: OBJECT FREQ needs an LFU policy (maxmemory-policy is ${settings['maxmemory-policy'] ?? 'noeviction'}). If you know it: zipf:0.99, hotset:0.2:0.8 ...`
        : `The access counters (OBJECT FREQ, logarithmic, decaying by the minute) give the hottest fifth of the keys ${percentText(skew.hotShare)} of the accesses: a rough estimate.`,
    ),
    `  distribution: ${isSkewed ? `zipf:${skew.exponent}` : 'uniform'}`,
  ];
}

function sizeLines({ keys }: Survey['sample']): readonly string[] {
  const sizes = valueSizesOf(keys);
  if (sizes === undefined)
    return [...comment('  ', 'Not seen: no sampled key shows the size of a value.'), '  valueSize: 128'];
  return [
    ...comment(
      '  ',
      `Sizes of the sampled ${sizes.of}: median ${sizes.medianBytes} bytes, largest ${sizes.mostBytes}. How often each size is read or written can't be seen.` +
        (sizes.medianBytes < stampBytes ? ` Written values have at least ${stampBytes} bytes.` : ''),
    ),
    `  valueSize: ${sizes.text.includes(':') ? `"${sizes.text}"` : sizes.text}`,
  ];
}

function lifetimeLines({ keys }: Survey['sample']): readonly string[] {
  const lifetime = lifetimeOf(keys);
  if (lifetime === undefined) return [];
  const { share, seconds, medianLeftSeconds } = lifetime;
  return [
    ...comment(
      '  ',
      `${percentText(share)} of the sampled keys have a time to live, with a median of ${medianLeftSeconds} s left. The longest left shows what was set: within 5 % if all keys get the same.`,
    ),
    share >= 0.5 ? `  ttl: ${seconds}s` : `  # ttl: ${seconds}s`,
  ];
}

function mixLines({ hitsPerSecond, missesPerSecond, topology }: Survey, load: ReproducedLoad): readonly string[] {
  const reads = (hitsPerSecond ?? 0) + (missesPerSecond ?? 0);
  const isEmpty = Object.keys(load.mix).length === 0 && load.commands.length === 0;
  return [
    ...comment(
      '  ',
      isEmpty
        ? 'No command of a load was seen in this window: the mix is the usual one. Try a busier time, or a longer --for.'
        : 'Percentages of all commands, from commandstats: within 0.1 points, plus what varies from window to window.',
    ),
    `  mix: { ${isEmpty ? 'set: 50, get: 50' : entries(load.mix)} }`,
    ...(reads === 0
      ? []
      : comment(
          '  ',
          `Reads that found a key: ${percentText((hitsPerSecond ?? 0) / reads)}, from the servers' counters.` +
            (topology === 'memcached'
              ? ' Misses are not reproduced: every key is written before the load.'
              : load.missShare
                ? ` Misses are reproduced by a GET of keys that are never written.`
                : ''),
        )),
    ...(load.commands.length === 0
      ? []
      : [
          '  commands:',
          ...load.commands.map(
            ({ command, weight }) => `    - { command: ${JSON.stringify(command)}, weight: ${weight} }`,
          ),
        ]),
    ...(load.preload.length === 0
      ? []
      : ['  # What those commands read.', '  preload:', ...load.preload.map((command) => `    - ${command}`)]),
  ];
}

function entries(mix: ReproducedLoad['mix']): string {
  return Object.entries(mix)
    .map(([kind, weight]) => `${kind}: ${weight}`)
    .join(', ');
}

function countsOf(words: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function rateText(perSecond: number): string {
  return String(Number(perSecond.toPrecision(3)));
}
