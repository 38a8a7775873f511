/**
 * What a client did in one measurement.
 *
 * @typedef {object} Measurement
 * @property {number} operationsPerSecond
 * @property {number} operations that its CPU time was used for
 */

/**
 * redis-benchmark and valkey-benchmark with `-t set,get --csv`: sets first, then gets, so that half of each takes as long as
 * both together; the rate of the two is their harmonic mean.
 *
 * @param {string} csv
 * @param {number} requestsEach the `-n` of the call
 * @returns {Measurement}
 */
export function readBenchmarkCsv(csv, requestsEach) {
  const rates = ['SET', 'GET'].map((test) => Number(new RegExp(`^"${test}","([\\d.]+)"`, 'm').exec(csv)?.[1]));
  if (!rates.every((rate) => rate > 0)) throw new Error(`No rate of SET and GET in what was printed:\n${csv}`);
  const secondsEach = rates.map((rate) => 1 / rate);
  return {
    operationsPerSecond: rates.length / secondsEach.reduce((sum, seconds) => sum + seconds, 0),
    operations: rates.length * requestsEach,
  };
}

/** Share by which a rate may differ from operations by time. */
const plausible = 0.1;

/**
 * memtier_benchmark: the table on stdout, and the last of its progress lines on stderr. On a starved machine the table was
 * seen with a rate a thousand times too high; then the rate is operations by the time that it was told to run.
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
    throw new Error(`No totals in what memtier_benchmark printed:\n${stdout}\n${stderr}`);
  const counted = operations / seconds;
  return { operationsPerSecond: Math.abs(told / counted - 1) <= plausible ? told : counted, operations };
}

/**
 * The record of a run of ours: CPU time of the measured part alone, without start, preload and audit.
 *
 * @param {string} json
 * @returns {Measurement & { cpuSeconds: number | null, serverCpuPercent: number | null }}
 */
export function readRecord(json) {
  const record = JSON.parse(json);
  if (record.schemaVersion !== 1) throw new Error(`No record, but: ${json.slice(0, 1000)}`);
  const { operations, throughputPerSecond } = record.totals;
  const { generator, servers } = record.saturation;
  if (!(throughputPerSecond > 0)) throw new Error('The record says that nothing succeeded.');
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
