import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { leftBehind } from './lib/left-behind.js';
import { runScript } from './lib/options.js';
import { fixed, machine, table } from './lib/report.js';
import { growthPerRun, unexplained } from './lib/soak-judge.js';
import { drawScenario, soakScenario, soakTopologies } from './lib/soak-plan.js';

// Short drills of mixed faults with random seeds, topology after topology, all in this process: each must end with an explained
// verdict and a valid record and leave nothing behind, and memory must stay flat from run to run.
//   node bench/soak.js [--runs 100] [--seed 1] [--topologies sentinel,cluster]
const defaults = { runs: 100, seed: 1, topologies: Object.keys(soakTopologies) };
/**
 * Growth per run above this is a leak. The heap, measured after a collection, still grows a little with compiled code; resident
 * memory grows more, because the allocator keeps some.
 */
const mostGrowthBytes = { heap: 100 * 1024, resident: 512 * 1024 };

/** @template Module @param {string} path @returns {Promise<Module>} */
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** @type {typeof import('../src/fault/registry.js')} */
const { faults } = await built('fault/registry.js');
/** @type {typeof import('../src/scenario/load-scenario.js')} */
const { loadScenario } = await built('scenario/load-scenario.js');
/** @type {typeof import('../src/scenario/problem.js')} */
const { InvalidScenarioError } = await built('scenario/problem.js');
/** @type {typeof import('../src/run/experiment.js')} */
const { runExperiment } = await built('run/experiment.js');
/** @type {typeof import('../src/record/run-record.js')} */
const { recordProblems } = await built('record/run-record.js');
/** @type {typeof import('../src/progress/progress.js')} */
const { createProgress } = await built('progress/progress.js');
/** @type {typeof import('../src/record/verdict-exit-code.js')} */
const { exitCodeOf } = await built('record/verdict-exit-code.js');
/** @type {typeof import('../src/random/random.js')} */
const { forkRandom } = await built('random/random.js');

await runScript(defaults, async ({ runs, seed, topologies }) => {
  const folder = temporaryFolder('cache-bench-soak-');
  const runsFolder = join(folder, 'tmp');
  await mkdir(runsFolder);
  process.env.TMPDIR = runsFolder;
  /** @type {number[]} */
  const heapBytes = [];
  /** @type {number[]} */
  const residentBytes = [];
  const endings = new Map();
  const problems = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      const topology = topologies[run % topologies.length] ?? '';
      const random = forkRandom(seed, `soak/${run}`);
      const loaded = await drawScenario(
        () => soakScenario(run, Object.keys(faults), topology, random),
        (document) => acceptedScenario(join(folder, 'drill.yaml'), document),
      );
      const drill = loaded.scenario.faults.map(({ name, timing, recover }) => `${name} ${timing.kind} ${recover}`);
      const { ending, found } = await oneRun(loaded, runsFolder);
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
      problems.push(...found.map((problem) => `run ${run} (${topology}: ${drill.join(', ')}): ${problem}`));
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      // Without a collection (--expose-gc) the heap size is meaningless.
      if (globalThis.gc) heapBytes.push(heapUsed);
      residentBytes.push(rss);
      console.error(
        `${run + 1}/${runs}  ${topology}: ${drill.join(', ')}: ${ending}${found.length > 0 ? '  PROBLEM' : ''}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const growth = { heap: growthPerRun(heapBytes), resident: growthPerRun(residentBytes) };
  for (const what of /** @type {const} */ (['heap', 'resident']))
    if (runs >= 50 && (growth[what] ?? 0) > mostGrowthBytes[what])
      problems.push(`${what} memory grew by ${inKilobytes(growth[what])} per run`);
  console.log(`${machine()}. ${runs} runs, seed ${seed}.\n`);
  console.log(
    table(
      ['verdict', 'runs'],
      [...endings].map(([ending, count]) => [ending, String(count)]),
    ),
  );
  console.log(
    `\nGrowth per run in the second half: heap ${inKilobytes(growth.heap)}, resident memory ${inKilobytes(growth.resident)}.`,
  );
  for (const problem of problems) console.log(`PROBLEM  ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
});

/** @param {number | null} bytes */
function inKilobytes(bytes) {
  return bytes === null ? '(too few runs)' : fixed(bytes / 1024, 0, ' kB');
}

/**
 * The loaded scenario, or undefined if it is invalid: what a topology refuses or makes no sense is never started.
 *
 * @param {string} file
 * @param {Readonly<Record<string, unknown>>} document
 */
async function acceptedScenario(file, document) {
  await writeFile(file, JSON.stringify(document));
  try {
    return await loadScenario(file, {}, { cpuCount: availableParallelism() });
  } catch (error) {
    if (error instanceof InvalidScenarioError) return undefined;
    throw error;
  }
}

/**
 * @param {Awaited<ReturnType<typeof loadScenario>>} loaded
 * @param {string} runsFolder
 * @returns {Promise<{ ending: string, found: readonly string[] }>}
 */
async function oneRun({ scenario, document, warnings }, runsFolder) {
  const progress = createProgress({
    stream: { write: () => true, columns: 80 },
    isTTY: false,
    quiet: true,
    colour: false,
  });
  try {
    const { record, failure } = await runExperiment({
      scenario,
      document,
      warnings,
      progress,
      command: ['cache-bench', 'soak'],
      version: 'soak',
      labels: {},
      targetPassword: null,
      keep: false,
      signal: new AbortController().signal,
    });
    const nodes = [...record.topology.nodes, ...record.topology.nodesAtEnd];
    return {
      ending: record.verdict,
      found: [
        ...(failure === null ? [] : [`it failed: ${failure.message}`]),
        ...unexplained(exitCodeOf(record), record),
        ...recordProblems(JSON.parse(JSON.stringify(record))).map((problem) => `its record is not valid: ${problem}`),
        ...(await leftBehind(runsFolder, nodes)).map((left) => `it left behind: ${left}`),
      ],
    };
  } catch (error) {
    return { ending: 'no record', found: [`it threw: ${error instanceof Error ? error.message : error}`] };
  }
}
