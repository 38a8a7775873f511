import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fromProject } from '../bin/generate/project.js';
import { temporaryFolder } from '../bin/setup/temporary-folder.js';
import { leftBehind } from './lib/left-behind.js';
import { runScript } from './lib/options.js';
import { machine, table } from './lib/report.js';

// Kills test runners, applications, `up` and `run` at random moments, and lists what is left of each: processes, wherever they have
// moved, and folders. A server that listens is a process.
//   node bench/deaths.js [--deaths 200] [--at-once 3] [--seed 1] [--kinds runner,application,up,run]
const { forkRandom } = await fromProject('dist/random/random.js');
const program = new URL('../bin/run.js', import.meta.url).pathname;
const library = new URL('../dist/api/index.js', import.meta.url).href;
const alone = ['--topology', 'standalone', '--replicas', '0', '--no-relays'];
/** A program with a child, and one that has left for a session of its own. */
const family = `const { spawn } = require('node:child_process');
spawn('sleep', ['600']);
spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
console.log('pid ' + process.pid);
setInterval(() => {}, 1000);`;
const test = `import { startCluster } from '${library}';
const cluster = await startCluster({ topology: { kind: 'standalone', replicas: 0 } });
console.log('ready');
await cluster.fault('pause-process', { target: 'primary' });
setInterval(() => {}, 1000);`;
const drill = `name: drill
topology: { kind: standalone }
application:
  command: [node, "{package}/examples/application/service.mjs"]
  ready: /health
  requests: [{ name: set, method: PUT, path: "/items/{key}", body: "{value}" }, { name: get, path: "/items/{key}" }]
workload: { connections: 4, rate: 100, keys: 100 }
phases: { warmup: 0s, duration: 60s }
`;
/** Each starts a program, which is killed within this time of its start; `own`: it is its application that is killed, once it runs. */
const kinds = {
  runner: { withinMs: 3_000, words: ['--input-type=module', '--eval', test] },
  application: { withinMs: 1_000, words: [program, 'up', ...alone, '--', process.execPath, '-e', family], own: true },
  up: { withinMs: 3_000, words: [program, 'up', ...alone, '--', process.execPath, '-e', family] },
  run: { withinMs: 6_000, words: [program, 'run', 'drill.yaml', '--out', 'reports'] },
};
/** What is still there after this time is left behind. */
const patienceMs = 20_000;

/** @typedef {keyof typeof kinds} Kind */

const defaults = { deaths: 200, 'at-once': 3, seed: 1, kinds: Object.keys(kinds) };
await runScript(defaults, async ({ deaths, 'at-once': atOnce, seed, kinds: chosen }) => {
  const folder = temporaryFolder('cache-bench-deaths-');
  await writeFile(join(folder, 'drill.yaml'), drill);
  /** @type {Map<string, { deaths: number, left: number }>} */
  const counts = new Map(chosen.map((kind) => [kind, { deaths: 0, left: 0 }]));
  let next = 0;
  const work = async () => {
    for (let number = next++; number < deaths; number = next++) {
      const kind = /** @type {Kind} */ (chosen[number % chosen.length]);
      const { afterMs, left } = await die(kind, folder, number, forkRandom(seed, `deaths/${number}`));
      const count = counts.get(kind) ?? { deaths: 0, left: 0 };
      counts.set(kind, { deaths: count.deaths + 1, left: count.left + (left.length > 0 ? 1 : 0) });
      console.error(
        `${number + 1}/${deaths}  ${kind} after ${afterMs.toFixed(0)} ms: ${left.join(', ') || 'nothing left'}`,
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await rm(folder, { recursive: true });
  const rows = [...counts].map(([kind, { deaths: died, left }]) => [kind, `${died}`, `${left}`]);
  console.log(
    `${machine()}. ${deaths} deaths, seed ${seed}.\n\n${table(['killed', 'deaths', 'left something'], rows)}`,
  );
  process.exitCode = [...counts.values()].some(({ left }) => left > 0) ? 1 : 0;
});

/** @param {Kind} kind @param {string} folder @param {number} number @param {import("../src/random/random.js").Random} random */
async function die(kind, folder, number, random) {
  const { withinMs, words, ...rest } = kinds[kind];
  const own = join(folder, `death-${number}`);
  await mkdir(own);
  const environment = { ...process.env, TMPDIR: own };
  const child = spawn(process.execPath, words, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  let pid = child.pid ?? 0;
  if ('own' in rest) {
    const [text] = await once(child.stdout, 'data');
    pid = Number(/pid (\d+)/.exec(String(text))?.[1]);
  } else child.stdout.resume();
  const afterMs = random.next() * withinMs;
  await pause(afterMs);
  if (child.exitCode !== null)
    return { afterMs, left: [`nothing, because it had ended with exit code ${child.exitCode}`] };
  process.kill(pid, 'SIGKILL');
  await ended;
  const untilMs = performance.now() + patienceMs;
  let left = await leftBehind(own, []);
  while (left.length > 0 && performance.now() < untilMs) {
    await pause(100);
    left = await leftBehind(own, []);
  }
  await rm(own, { recursive: true, force: true });
  return { afterMs, left };
}
