/**
 * The result of one measurement of a client.
 *
 * @typedef {object} Measurement
 * @property {number} operationsPerSecond
 * @property {number} operations the operations that its CPU time covers
 */

/**
 * Reads the output of redis-benchmark and valkey-benchmark with `-t set,get --csv`: all sets, then as many gets, so the
 * overall rate is the harmonic mean of the two.
 *
 * @param {string} csv
 * @param {number} requestsEach the `-n` of the call
 * @returns {Measurement}
 */
export function readBenchmarkCsv(csv, requestsEach) {
  const rates = ['SET', 'GET'].map((test) => Number(new RegExp(`^"${test}","([\\d.]+)"`, 'm').exec(csv)?.[1]));
  if (!rates.every((rate) => rate > 0)) throw new Error(`The output has no rates of SET and GET:\n${csv}`);
  const secondsEach = rates.map((rate) => 1 / rate);
  return {
    operationsPerSecond: rates.length / secondsEach.reduce((sum, seconds) => sum + seconds, 0),
    operations: rates.length * requestsEach,
  };
}

/** How far a rate may differ from operations divided by time, as a share. */
const plausible = 0.1;

/**
 * Reads the output of memtier_benchmark: the table on stdout, and the last progress line on stderr. On a starved machine, the
 * table once showed a rate a thousand times too high; in that case the rate is operations divided by the requested time.
 *
 * @param {string} stdout
 * @param {string} stderr
 * @param {number} seconds the `--test-time` of the call
 * @returns {Measurement}
 */
export function readMemtier(stdout, stderr, seconds) {
  const told = Number(/^Totals\s+([\d.]+)/m.exec(stdout)?.[1]);
  const operations = Number([...stderr.matchAll(/conns:\s+(\d+) ops,/g)].at(-1)?.[1]);
  if (!(told > 0) || !(operations > 0))
    throw new Error(`The output of memtier_benchmark has no totals:\n${stdout}\n${stderr}`);
  const counted = operations / seconds;
  return { operationsPerSecond: Math.abs(told / counted - 1) <= plausible ? told : counted, operations };
}

/**
 * Reads a record of cache-bench. Its CPU time covers only the measured phase, not start, preload and audit.
 *
 * @param {string} json
 * @returns {Measurement & { cpuSeconds: number | null, serverCpuPercent: number | null }}
 */
export function readRecord(json) {
  const record = JSON.parse(json);
  if (record.schemaVersion !== 1) throw new Error(`This is not a record: ${json.slice(0, 1000)}`);
  const { operations, throughputPerSecond } = record.totals;
  const { generator, servers } = record.saturation;
  if (!(throughputPerSecond > 0)) throw new Error('According to the record, no operation succeeded.');
  if (operations.ok !== operations.sent)
    throw new Error(`${operations.sent - operations.ok} operations of ${operations.sent} did not succeed.`);
  const seconds = operations.ok / throughputPerSecond;
  return {
    operationsPerSecond: throughputPerSecond,
    operations: operations.sent,
    cpuSeconds: generator.cpuPercent === null ? null : (generator.cpuPercent / 100) * seconds,
    serverCpuPercent: servers[0]?.cpuPercent ?? null,
  };
}

const microsecondsPer = { us: 1, ms: 1_000, s: 1_000_000, m: 60_000_000 };

/**
 * Reads the output of wrk2 with `--latency`: percentiles from the planned starts on.
 *
 * @param {string} stdout
 * @returns {{ perSecond: number, p50Us: number, p99Us: number, p99_9Us: number }}
 */
export function readWrk2(stdout) {
  const perSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(stdout)?.[1]);
  const [p50Us, p99Us, p99_9Us] = ['50.000', '99.000', '99.900'].map((percent) => {
    const [, figure, unit] = new RegExp(`^\\s*${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm').exec(stdout) ?? [];
    return Number(figure) * microsecondsPer[/** @type {keyof typeof microsecondsPer} */ (unit)];
  });
  if (![perSecond, p50Us, p99Us, p99_9Us].every((figure) => Number(figure) > 0))
    throw new Error(`The output of wrk2 has no rate or percentiles:\n${stdout}`);
  return { perSecond, p50Us: Number(p50Us), p99Us: Number(p99Us), p99_9Us: Number(p99_9Us) };
}
